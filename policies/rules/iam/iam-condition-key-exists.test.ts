import { allow, deny, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamConditionKeyExists } from "./iam-condition-key-exists.ts";

const conditioned = (condition: object) =>
  rolePolicy(allow("s3:GetObject", "arn:aws:s3:::orders-files/*", condition));

describeRule(iamConditionKeyExists, {
  type: ROLE_POLICY,
  good: conditioned({ StringEquals: { "aws:ResourceAccount": "111122223333" } }),
  bad: {
    "a mistyped global key": given(conditioned({ StringEquals: { "aws:SourceAccout": "111122223333" } }), {
      findings: ["aws:SourceAccout"],
    }),
    "a key that the service does not have": conditioned({ StringEquals: { "kms:ViaServices": "s3" } }),
    "an operator that is none": conditioned({ StringEqual: { "aws:ResourceAccount": "111122223333" } }),
    "an operator for another type": conditioned({ NumericLessThan: { "aws:SecureTransport": "1" } }),
    "in a denial": rolePolicy(deny(allow("s3:*", "*", { Bool: { "aws:SecuredTransport": "false" } }))),
  },
  nearMisses: {
    "no condition": rolePolicy(allow("s3:GetObject", "*")),
    "a tag": conditioned({ StringLike: { "aws:ResourceTag/team": "orders-*" } }),
    "a set operator with IfExists": conditioned({
      "ForAllValues:StringEqualsIfExists": { "aws:TagKeys": ["team"] },
    }),
    "an encryption context": conditioned({
      ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:*" },
    }),
    "a provider's claim": conditioned({
      StringEquals: {
        "token.actions.githubusercontent.com:sub": "repo:orderflow/orderflow:ref:refs/heads/main",
      },
    }),
    absence: conditioned({ Null: { "aws:MultiFactorAuthAge": "false" } }),
  },
});
