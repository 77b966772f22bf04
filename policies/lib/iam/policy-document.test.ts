import assert from "node:assert/strict";
import { parsePolicy } from "./policy-document.ts";
import { MalformedPolicyError } from "./policy-values.ts";

const text = (statement: unknown) => JSON.stringify({ Version: "2012-10-17", Statement: statement });

describe("policy documents", () => {
  it("are read in every spelling: one or many, text or object, booleans and numbers", () => {
    const one = parsePolicy(
      text({
        Effect: "Allow",
        Principal: { AWS: "111122223333", Service: ["sns.amazonaws.com"] },
        Action: "sqs:SendMessage",
        Resource: "*",
        Condition: { Bool: { "aws:SecureTransport": true } },
      }),
    );
    const [statement] = one.statements;
    assert.equal(statement?.label, "0");
    assert.deepEqual(statement?.actions, ["sqs:SendMessage"]);
    assert.deepEqual(
      statement?.principals.map(({ kind }) => kind),
      ["account", "service"],
    );
    assert.deepEqual(
      statement?.conditions.map(({ values }) => values),
      [["true"]],
    );
    assert.deepEqual(
      parsePolicy(JSON.parse(text([]).replace("[]", '{"Effect":"Deny","NotAction":["iam:*"]}'))).statements[0]
        ?.notActions,
      ["iam:*"],
    );
  });

  it("know everyone, whether by a star, among accounts or of any account", () => {
    for (const principal of ["*", { AWS: "*" }, { AWS: "arn:aws:iam::*:root" }]) {
      const { statements } = parsePolicy(text({ Effect: "Allow", Principal: principal, Action: "sqs:*" }));
      assert.deepEqual(statements[0]?.principals, [{ kind: "everyone" }]);
    }
  });

  it("say what is wrong with them, each time they are asked", () => {
    const wrong: Record<string, RegExp> = {
      "{": /is not JSON/,
      "[]": /must be an object/,
      [text([])]: /no Statement/,
      [text({ Effect: "allow", Action: "s3:*" })]: /Effect "allow" in Statement\[0\]/,
      [text({ Effect: "Allow" })]: /no Action/,
      [text({ Effect: "Allow", Action: [{}] })]: /must hold strings/,
      [text({ Effect: "Allow", Action: "s3:*", Principal: "me" })]: /Principal "me"/,
      [text({ Effect: "Allow", Action: "s3:*", Resources: "*" })]: /unknown element Resources/,
    };
    for (const [document, message] of Object.entries(wrong)) {
      for (let time = 0; time < 2; time++)
        assert.throws(
          () => parsePolicy(document),
          (error: Error) => error instanceof MalformedPolicyError && message.test(error.message),
          document,
        );
    }
  });
});
