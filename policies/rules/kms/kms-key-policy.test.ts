import { allowFor, deny, policy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { kmsKeyPolicy } from "./kms-key-policy.ts";

const ROOT = { AWS: "arn:aws:iam::111122223333:root" };
const ROLE = { AWS: "arn:aws:iam::111122223333:role/orders-create" };

describeRule<Record<string, unknown>>(kmsKeyPolicy, {
  good: {
    description: "Orders",
    policy: policy(allowFor(ROOT, "kms:*", "*"), allowFor(ROLE, "kms:Decrypt", "*")),
  },
  bad: {
    "without the root": given({ policy: policy(allowFor(ROLE, "kms:*", "*")) }, { findings: ["root"] }),
    "a root that may only use it": { policy: policy(allowFor(ROOT, "kms:Decrypt", "*")) },
    "a root on a condition": {
      policy: policy(allowFor(ROOT, "kms:*", "*", { Bool: { "aws:MultiFactorAuthPresent": "true" } })),
    },
    "a root that is denied": { policy: policy(deny(allowFor(ROOT, "kms:*", "*"))) },
    "past AWS's own check": given({ bypassPolicyLockoutSafetyCheck: true }, { findings: ["bypass"] }),
    "beside the key": given(
      { policy: policy(allowFor(ROLE, "kms:*", "*")) },
      { type: "aws:kms/keyPolicy:KeyPolicy" },
    ),
  },
  nearMisses: {
    "a root that manages it": {
      policy: policy(allowFor(ROOT, ["kms:Create*", "kms:Describe*", "kms:Put*", "kms:Delete*"], "*")),
    },
    "a root that may do everything": { policy: policy(allowFor(ROOT, "*", "*")) },
    "AWS's default policy": { policy: undefined },
    "a root by the account's number": { policy: policy(allowFor({ AWS: "111122223333" }, "kms:*", "*")) },
  },
  alsoOn: ["aws:kms/externalKey:ExternalKey", "aws:kms/replicaKey:ReplicaKey"],
});
