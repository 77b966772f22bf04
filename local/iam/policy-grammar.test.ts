// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders.
import assert from "node:assert/strict";
import { AwsError } from "../core/errors.ts";
import { type PolicyKind, validatePolicy } from "./policy-grammar.ts";

const statement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:1:q" };
const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
const granting = { ...statement, Principal: { AWS: "000000000000" } };

const policy = (...statements: unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

describe("validatePolicy", () => {
  const accepted: [name: string, kind: PolicyKind, json: string][] = [
    ["a policy without a version", "identity", JSON.stringify({ Statement: [statement] })],
    ["a statement that is not in a list", "identity", JSON.stringify({ Statement: statement })],
    ["a trust policy", "trust", policy(trust)],
    [
      "a trust policy with session tags",
      "trust",
      policy({ ...trust, Action: ["sts:AssumeRole", "sts:TagSession"] }),
    ],
    ["a resource policy", "resource", policy(granting)],
    ["everyone", "resource", policy({ ...granting, Principal: "*" })],
    ["a Sid with spaces in a key policy", "resource", policy({ ...granting, Sid: "Allow the log group" })],
    [
      "NotAction and NotResource",
      "identity",
      policy({ Effect: "Deny", NotAction: "iam:*", NotResource: "*" }),
    ],
    [
      "a policy variable in a resource",
      "identity",
      policy({ ...statement, Resource: "arn:aws:s3:::b/${aws:userid}/*" }),
    ],
    [
      "a boolean condition value",
      "identity",
      policy({ ...statement, Condition: { Bool: { "aws:SecureTransport": false } } }),
    ],
    [
      "Deny with NotPrincipal",
      "resource",
      policy({ ...statement, Effect: "Deny", NotPrincipal: { AWS: "000000000000" } }),
    ],
  ];
  for (const [name, kind, json] of accepted) {
    it(`accepts ${name}`, () => {
      assert.ok(validatePolicy(json, kind).Statement.length > 0);
    });
  }

  it("answers statements as a list and condition values as text", () => {
    const document = validatePolicy(
      JSON.stringify({ Statement: { ...statement, Condition: { NumericLessThan: { "s3:max-keys": 10 } } } }),
      "identity",
    );
    assert.deepEqual(document.Statement[0]?.Condition, { NumericLessThan: { "s3:max-keys": ["10"] } });
  });

  const refused: [name: string, kind: PolicyKind, json: string, message: RegExp][] = [
    ["text that is not JSON", "identity", "{", /invalid Json/],
    ["a JSON list", "identity", "[]", /is a JSON object/],
    [
      "an unknown version",
      "identity",
      JSON.stringify({ Version: "2020-01-01", Statement: statement }),
      /2020-01-01/,
    ],
    [
      "an unknown element",
      "identity",
      policy({ ...statement, Actions: "x" }),
      /Unknown element Actions in Statement\[0\]/,
    ],
    ["an unknown element of the document", "identity", JSON.stringify({ Statements: [] }), /Statements/],
    ["no statement", "identity", policy(), /at least one statement/],
    ["no effect", "identity", policy({ ...statement, Effect: undefined }), /needs an Effect/],
    ["an effect in lower case", "identity", policy({ ...statement, Effect: "allow" }), /"allow"/],
    ["no action", "identity", policy({ ...statement, Action: undefined }), /must contain actions/],
    ["an empty list of actions", "identity", policy({ ...statement, Action: [] }), /must contain actions/],
    [
      "both Action and NotAction",
      "identity",
      policy({ ...statement, NotAction: "a:b" }),
      /both Action and NotAction/,
    ],
    [
      "an action without a vendor",
      "identity",
      policy({ ...statement, Action: "SendMessage" }),
      /prefaced by a vendor.*SendMessage/,
    ],
    ["no resource", "identity", policy({ ...statement, Resource: undefined }), /must contain resources/],
    [
      "a resource that is no ARN",
      "identity",
      policy({ ...statement, Resource: "queue" }),
      /Resource queue must be in ARN format or "\*"\./,
    ],
    ["an empty resource", "identity", policy({ ...statement, Resource: "" }), /must be in ARN format/],
    [
      "an unknown partition",
      "identity",
      policy({ ...statement, Resource: "arn:was:sqs:::q" }),
      /Partition "was"/,
    ],
    [
      "a region in an IAM resource",
      "identity",
      policy({ ...statement, Resource: "arn:aws:iam:eu-west-1:1:role/x" }),
      /region information/,
    ],
    [
      "an unknown condition operator",
      "identity",
      policy({ ...statement, Condition: { StringEqual: { "a:b": "c" } } }),
      /Invalid Condition type : StringEqual/,
    ],
    [
      "a condition key without a vendor",
      "identity",
      policy({ ...statement, Condition: { StringEquals: { key: "c" } } }),
      /"key"/,
    ],
    ["a principal in an identity policy", "identity", policy(granting), /should not specify a principal/],
    [
      "a Sid with spaces in an identity policy",
      "identity",
      policy({ ...statement, Sid: "a b" }),
      /alpha-numeric/,
    ],
    ["one Sid twice", "identity", policy({ ...statement, Sid: "A" }, { ...statement, Sid: "A" }), /unique/],
    [
      "a resource policy without a principal",
      "resource",
      policy(statement),
      /Missing required field Principal/,
    ],
    [
      "Allow with NotPrincipal",
      "resource",
      policy({ ...statement, NotPrincipal: { AWS: "*" } }),
      /NotPrincipal/,
    ],
    [
      "a principal that is no ARN",
      "resource",
      policy({ ...granting, Principal: { AWS: "bob" } }),
      /Invalid principal in policy: "AWS":"bob"/,
    ],
    [
      "a wildcard within a principal",
      "resource",
      policy({ ...granting, Principal: { AWS: "arn:aws:iam::000000000000:role/*" } }),
      /Invalid principal/,
    ],
    ["an unknown type of principal", "resource", policy({ ...granting, Principal: { Role: "x" } }), /"Role"/],
    [
      "a service that is none",
      "trust",
      policy({ ...trust, Principal: { Service: "lambda" } }),
      /"SERVICE":"lambda"/,
    ],
    [
      "a resource in a trust policy",
      "trust",
      policy({ ...trust, Resource: "*" }),
      /Has prohibited field Resource/,
    ],
    [
      "another service's action in a trust policy",
      "trust",
      policy({ ...trust, Action: "sqs:*" }),
      /STS AssumeRole actions/,
    ],
  ];
  for (const [name, kind, json, message] of refused) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => validatePolicy(json, kind),
        (error) =>
          error instanceof AwsError &&
          error.code === "MalformedPolicyDocument" &&
          message.test(error.message),
      );
    });
  }
});
