import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Properties } from "../properties.ts";
import { fail, pass } from "../verdict.ts";
import { eachAllow, eachPolicy, type PolicyKind, policyTexts, typesWithPolicies } from "./policy-sources.ts";

const KINDS: readonly PolicyKind[] = ["identity", "trust", "resource", "endpoint"];
const DOCUMENT = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*" } });

/** The top-level properties that the provider gives resources of a type, and whether each is a list of blocks. */
function propertiesOf(type: string): ReadonlyMap<string, boolean> {
  const [, file = ""] = type.split(":");
  const path = join(import.meta.dirname, "../../../node_modules/@pulumi/aws", `${file}.d.ts`);
  const declared = readFileSync(path, "utf8").matchAll(/^ {4}readonly (\w+): pulumi\.Output<(.*)>;$/gm);
  return new Map([...declared].map(([, name = "", output = ""]) => [name, /outputs\..*\[\]/.test(output)]));
}

/** A resource with the document in every place that the provider has. */
function holder(type: string) {
  const props = [...propertiesOf(type)].map(([name, isList]) => [
    name,
    isList ? [{ policy: DOCUMENT }] : DOCUMENT,
  ]);
  return { type, props: new Properties(Object.fromEntries(props)) };
}

describe("the places of policy documents", () => {
  for (const type of typesWithPolicies(...KINDS)) {
    it(`are those that the provider has: ${type}`, () => {
      const kinds = KINDS.filter((kind) => typesWithPolicies(kind).includes(type));
      for (const kind of kinds) {
        const texts = policyTexts(holder(type), [kind]);
        assert.notEqual(texts.length, 0, kind);
        for (const text of texts) assert.equal(text.read(), DOCUMENT);
        const verdict = eachAllow(holder(type), [kind], ({ actions }) => fail(actions.join()));
        assert.equal(verdict.findings.length, texts.length);
      }
    });
  }

  it("are passed over where IAM would not accept what is there, which iam-policy-well-formed reports", () => {
    const role = {
      type: "aws:iam/rolePolicy:RolePolicy",
      props: new Properties({ policy: '{"Statement":[]}' }),
    };
    assert.equal(eachPolicy(role, ["identity"], () => pass).outcome, "not-applicable");
    const typed = { type: "aws:sqs/queue:Queue", props: new Properties({ policy: DOCUMENT }) };
    assert.equal(eachPolicy(typed, ["identity"], () => pass).outcome, "not-applicable");
  });
});
