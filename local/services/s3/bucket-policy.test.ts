import assert from "node:assert/strict";
import { isPublic } from "./bucket-policy.ts";

const BASE = { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::b/*"] } as const;

/** Source: S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of 'public'". */
describe("A bucket policy", () => {
  const isPublicWith = (more: object) => isPublic({ Statement: [{ ...BASE, ...more }] });

  const open: readonly (readonly [string, object])[] = [
    ["lets anybody in", { Principal: "*" }],
    ["lets any account in", { Principal: { AWS: ["*"] } }],
    [
      "has a condition that limits nobody",
      { Principal: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } },
    ],
    [
      "names whom it does not let in",
      { Principal: "*", Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } } },
    ],
    [
      "has any source in its condition",
      { Principal: "*", Condition: { StringLike: { "aws:SourceArn": "*" } } },
    ],
    ["lets in every address", { Principal: "*", Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } }],
    [
      "lets in who does not say where from",
      { Principal: "*", Condition: { StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" } } },
    ],
  ];
  for (const [what, more] of open)
    it(`is public when it ${what}`, () => assert.equal(isPublicWith(more), true));

  const closed: readonly (readonly [string, object])[] = [
    ["names a role", { Principal: { AWS: ["arn:aws:iam::000000000000:role/r"] } }],
    ["names a service", { Principal: { Service: ["logging.s3.amazonaws.com"] } }],
    ["denies", { Effect: "Deny", Principal: "*" }],
    [
      "lets in one account of all",
      { Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": "000000000000" } } },
    ],
    [
      "lets in one network of all",
      { Principal: "*", Condition: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } } },
    ],
  ];
  for (const [what, more] of closed)
    it(`is not public when it ${what}`, () => assert.equal(isPublicWith(more), false));
});
