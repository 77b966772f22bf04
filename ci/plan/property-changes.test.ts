import assert from "node:assert/strict";
import { ARCHIVE, SIGNATURE, secret } from "../../local/engine/wire.ts";
import { UNKNOWN } from "../../local/provider/resource.ts";
import { propertyChanges } from "./property-changes.ts";

describe("propertyChanges", () => {
  it("tells what differs, by path, and nothing else", () => {
    const before = { memorySize: 1024, tags: { team: "a", owner: "b" }, __defaults: ["x"] };
    const after = { memorySize: 2048, tags: { team: "a" }, timeout: 3, __defaults: [] };
    assert.deepEqual(propertyChanges(before, after, ["timeout"]), [
      { path: "memorySize", from: "1024", to: "2048", replaces: false },
      { path: "tags.owner", from: "b", replaces: false },
      { path: "timeout", to: "3", replaces: true },
    ]);
  });

  it("looks into JSON texts", () => {
    const policy = (action: string) => JSON.stringify({ Statement: [{ Action: action }] });
    assert.deepEqual(propertyChanges({ policy: policy("s3:Get*") }, { policy: policy("s3:*") }, []), [
      { path: "policy.Statement[0].Action", from: "s3:Get*", to: "s3:*", replaces: false },
    ]);
    assert.deepEqual(propertyChanges({ text: "[no json" }, { text: "[no json" }, []), []);
  });

  it("shows neither secrets nor files, but that they differ", () => {
    const archive = (hash: string) => ({ [SIGNATURE]: ARCHIVE, hash });
    const changes = propertyChanges(
      { password: secret("old"), code: archive("aaaaaaaaaa"), same: secret("x") },
      { password: secret("new"), code: archive("bbbbbbbbbb"), same: secret("x") },
      [],
    );
    assert.deepEqual(changes, [
      { path: "code", from: "content aaaaaaaa", to: "content bbbbbbbb", replaces: false },
      { path: "password", from: "a secret", to: "a secret", replaces: false },
    ]);
  });

  it("says what is not known yet", () => {
    const [change] = propertyChanges({ arn: "arn:a" }, { arn: UNKNOWN }, ["arn"]);
    assert.deepEqual(change, {
      path: "arn",
      from: "arn:a",
      to: "known after the deployment",
      replaces: true,
    });
  });
});
