import { allow, allowFor, policy, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamPolicyWellFormed } from "./iam-policy-well-formed.ts";

const BUCKET = "arn:aws:s3:::orders-files";

describeRule(iamPolicyWellFormed, {
  type: ROLE_POLICY,
  good: rolePolicy(allow("s3:GetObject", `${BUCKET}/*`)),
  bad: {
    "no JSON": given({ policy: "{'Version'}" }, { findings: ["policy"] }),
    "no statement": { policy: policy() },
    "an unknown element": { policy: policy({ ...allow("s3:GetObject", BUCKET), Actions: "s3:*" }) },
    "an effect in lower case": { policy: policy({ ...allow("s3:GetObject", BUCKET), Effect: "allow" }) },
    "no action": { policy: policy({ Effect: "Allow", Resource: BUCKET }) },
    "a version that IAM does not have": { policy: JSON.stringify({ Version: "2020-01-01", Statement: [] }) },
    "an unresolved output": given(
      rolePolicy(allow("s3:GetObject", "Calling [toString] on an [Output<T>] is not supported.")),
      { findings: ["Resource@policy"] },
    ),
    "a bucket's name in place of its ARN": rolePolicy(allow("s3:GetObject", "orders-files/*")),
    "a principal that is no kind of one": given(
      { assumeRolePolicy: policy(allowFor({ Lambda: "lambda.amazonaws.com" }, "sts:AssumeRole")) },
      { type: "aws:iam/role:Role", findings: ["assumeRolePolicy"] },
    ),
  },
  nearMisses: {
    "one statement that is no list": {
      policy: JSON.stringify({ Statement: allow("s3:GetObject", `${BUCKET}/*`) }),
    },
    "an object in place of text": {
      policy: { Version: "2012-10-17", Statement: [allow("s3:GetObject", "*")] },
    },
    "a condition on a boolean": rolePolicy(
      allow("s3:GetObject", `${BUCKET}/*`, { Bool: { "aws:SecureTransport": true } }),
    ),
  },
  notApplicable: { "a role without policies of its own": { policy: undefined } },
});
