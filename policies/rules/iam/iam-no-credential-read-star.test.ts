import { allow, deny, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamNoCredentialReadStar } from "./iam-no-credential-read-star.ts";

const SECRETS = "arn:aws:secretsmanager:eu-west-1:111122223333:secret";

describeRule(iamNoCredentialReadStar, {
  type: ROLE_POLICY,
  good: rolePolicy(allow("secretsmanager:GetSecretValue", `${SECRETS}:payments-AbCdEf`)),
  bad: {
    "every secret": given(rolePolicy(allow("secretsmanager:GetSecretValue", "*")), {
      findings: ["secretsmanager:GetSecretValue@*"],
    }),
    "every secret by a longer name": rolePolicy(allow("secretsmanager:GetSecretValue", `${SECRETS}:*`)),
    "every parameter": rolePolicy(
      allow("ssm:GetParameter*", "arn:aws:ssm:eu-west-1:111122223333:parameter/*"),
    ),
    "every role": rolePolicy(allow("sts:AssumeRole", "arn:aws:iam::*:role/*")),
    "every object": rolePolicy(allow("s3:GetObject", "arn:aws:s3:::*")),
    "within a wildcard": rolePolicy(allow("secretsmanager:Get*", "*")),
  },
  nearMisses: {
    "a secret's versions": rolePolicy(allow("secretsmanager:GetSecretValue", `${SECRETS}:payments-??????`)),
    "parameters of a path": rolePolicy(
      allow("ssm:GetParametersByPath", "arn:aws:ssm:eu-west-1:111122223333:parameter/orderflow/*"),
    ),
    "lists of names": rolePolicy(allow("secretsmanager:ListSecrets", "*")),
    "secrets of a tag": rolePolicy(
      allow("secretsmanager:GetSecretValue", "*", { StringEquals: { "aws:ResourceTag/service": "orders" } }),
    ),
    denied: rolePolicy(deny(allow("secretsmanager:GetSecretValue", "*"))),
  },
});
