import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackPolicyConfig } from "./stack-policy-config.ts";

describe("a stack's policy configuration", () => {
  const directory = mkdtempSync(join(tmpdir(), "policy-config-"));
  after(() => rmSync(directory, { recursive: true }));
  const read = (text: string) => {
    writeFileSync(join(directory, "policy-config.dev.json"), text);
    return stackPolicyConfig(directory, "dev");
  };

  it("is what lies beside the program for the stack, and nothing where nothing does", () => {
    const config = { settings: { dataClass: "pii" }, "lambda-tracing": "remediate" };
    assert.deepEqual(read(JSON.stringify(config)), { file: "policy-config.dev.json", config });
    assert.deepEqual(stackPolicyConfig(directory, "prod"), { file: "policy-config.prod.json", config: {} });
  });

  it("is refused where it is no JSON, or no object", () => {
    assert.throws(() => read("{"), /^Error: policy-config\.dev\.json can't be read: .*JSON/);
    for (const text of ["[]", "null", '"advisory"'])
      assert.throws(() => read(text), /policy-config\.dev\.json holds .*: it has to be an object/, text);
  });

  it("takes a rule's own level only where it has an effect: remediate, said either way", () => {
    assert.ok(read('{"lambda-tracing":{"enforcementLevel":"remediate"}}'));
    for (const text of [
      '{"lambda-tracing":"advisory"}',
      '{"lambda-tracing":{"enforcementLevel":"disabled"}}',
      '{"lambda-tracing":{}}',
      '{"all":"mandatory"}',
    ])
      assert.throws(() => read(text), /has no effect\. .*put other levels under settings\.levels/, text);
  });

  it("takes no level of all settings, which would leave the findings their own", () => {
    assert.throws(() => read('{"settings":"disabled"}'), /level "disabled" of "settings" has no effect/);
    assert.throws(
      () => read('{"settings":{"enforcementLevel":"advisory"}}'),
      /level "advisory" of "settings"/,
    );
  });
});
