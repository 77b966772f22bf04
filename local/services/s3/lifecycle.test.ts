import assert from "node:assert/strict";
import { expired, readLifecycle } from "./lifecycle.ts";
import type { ObjectVersion } from "./model.ts";

const DAY = 24 * 3_600_000;
const CONTENT = { etag: "e" } as unknown as NonNullable<ObjectVersion["content"]>;

describe("Lifecycle rules", () => {
  const version = (versionId: string, lastModified: number, isMarker = false): ObjectVersion => ({
    key: "logs/1",
    versionId,
    lastModified,
    ...(isMarker ? {} : { content: CONTENT }),
  });
  const outcome = (rule: object, versions: readonly ObjectVersion[], now: number) => {
    const rules = readLifecycle({ Rule: { Status: "Enabled", Filter: "", ...rule } });
    const { dropped, marked } = expired(versions, rules, now);
    return { dropped: dropped.map(({ versionId }) => versionId), marked };
  };

  it("count from the midnight that follows", () => {
    const rule = { Expiration: { Days: "1" } };
    const made = 10 * DAY + 3_600_000;
    assert.equal(outcome(rule, [version("1", made)], 12 * DAY - 1).marked, false);
    assert.equal(outcome(rule, [version("1", made)], 12 * DAY).marked, true);
  });

  it("are for what has their prefix, while they are enabled", () => {
    const old = [version("1", 0)];
    const Expiration = { Days: "1" };
    assert.equal(outcome({ Expiration, Filter: { Prefix: "logs/" } }, old, 9 * DAY).marked, true);
    assert.equal(outcome({ Expiration, Filter: { Prefix: "other/" } }, old, 9 * DAY).marked, false);
    assert.equal(outcome({ Expiration, Status: "Disabled" }, old, 9 * DAY).marked, false);
  });

  it("drop noncurrent versions, from when they were replaced, but for the newest", () => {
    const versions = [version("3", 8 * DAY), version("2", 5 * DAY), version("1", 0)];
    const days = (more: object) => ({ NoncurrentVersionExpiration: { NoncurrentDays: "2", ...more } });
    assert.deepEqual(outcome(days({}), versions, 9 * DAY).dropped, ["1"]);
    assert.deepEqual(outcome(days({}), versions, 11 * DAY).dropped, ["2", "1"]);
    assert.deepEqual(outcome(days({ NewerNoncurrentVersions: "1" }), versions, 11 * DAY).dropped, ["1"]);
  });

  it("drop a delete marker that has nothing behind it", () => {
    const rule = { Expiration: { ExpiredObjectDeleteMarker: "true" } };
    assert.deepEqual(outcome(rule, [version("2", 0, true)], DAY).dropped, ["2"]);
    assert.deepEqual(outcome(rule, [version("2", 0, true), version("1", 0)], DAY).dropped, []);
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ["no status", { Filter: "", Expiration: { Days: "1" } }, "MalformedXML"],
    ["neither filter nor prefix", { Status: "Enabled", Expiration: { Days: "1" } }, "MalformedXML"],
    ["no action", { Status: "Enabled", Filter: "" }, "InvalidArgument"],
    ["no days", { Status: "Enabled", Filter: "", Expiration: { Days: "0" } }, "InvalidArgument"],
    [
      "a transition",
      { Status: "Enabled", Filter: "", Transition: { Days: "1", StorageClass: "GLACIER" } },
      "NotImplemented",
    ],
  ];
  for (const [what, Rule, name] of refused)
    it(`are refused with ${what}`, () => assert.throws(() => readLifecycle({ Rule }), { name }));
});
