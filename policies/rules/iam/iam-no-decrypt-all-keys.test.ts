import { allow, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamNoDecryptAllKeys } from "./iam-no-decrypt-all-keys.ts";

const KEYS = "arn:aws:kms:eu-west-1:111122223333:key";

describeRule(iamNoDecryptAllKeys, {
  type: ROLE_POLICY,
  good: rolePolicy(allow("kms:Decrypt", `${KEYS}/1b2c3d4e`)),
  bad: {
    "every key": given(rolePolicy(allow("kms:Decrypt", "*")), { findings: ["kms:Decrypt@*"] }),
    "every key by a longer name": rolePolicy(allow("kms:GenerateDataKey*", `${KEYS}/*`)),
    "grants on every key": rolePolicy(allow("kms:CreateGrant", "*")),
    "by way of any service": rolePolicy(
      allow("kms:Decrypt", "*", { StringNotEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } }),
    ),
  },
  nearMisses: {
    "by way of one service": rolePolicy(
      allow("kms:Decrypt", "*", { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } }),
    ),
    "keys of an alias": rolePolicy(
      allow("kms:Decrypt", `${KEYS}/*`, {
        "ForAnyValue:StringLike": { "kms:ResourceAliases": "alias/orderflow-*" },
      }),
    ),
    "describing keys": rolePolicy(allow("kms:DescribeKey", `${KEYS}/*`)),
  },
});
