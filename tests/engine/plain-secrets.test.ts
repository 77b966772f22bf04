import assert from "node:assert/strict";
import { plainSecrets } from "./plain-secrets.ts";

const secret = (form: object) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ...form,
});

describe("plainSecrets", () => {
  const resource = { urn: "urn:a", type: "t" };
  const decrypted = [{ ...resource, inputs: { key: secret({ plaintext: '"hush"' }) } }];

  it("finds nothing where all that is secret is encrypted", () => {
    const inputs = { key: secret({ ciphertext: "v1:x" }), password: "", other: "hush-hush" };
    assert.deepEqual(plainSecrets([{ ...resource, inputs }], decrypted), []);
  });

  it("finds a secret that is in plain text elsewhere", () => {
    const outputs = { list: [{ deep: "hush" }] };
    assert.deepEqual(plainSecrets([{ ...resource, outputs }], decrypted), [".0.outputs.list.0.deep"]);
  });

  it("finds what by its name is one", () => {
    const outputs = { clientSecret: "x", tokenValidity: "x" };
    assert.deepEqual(plainSecrets([{ ...resource, outputs }], []), [".0.outputs.clientSecret"]);
  });
});
