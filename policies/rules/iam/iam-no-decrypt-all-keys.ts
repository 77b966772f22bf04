import { isOpen } from "../../lib/iam/arns.ts";
import { demanded } from "../../lib/iam/conditions.ts";
import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { namesByCondition } from "../../lib/iam/star-resource.ts";
import { actionsOnResources } from "../../lib/iam/statement-actions.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach, pass } from "../../lib/verdict.ts";

const USES = new Set([
  "kms:Decrypt",
  "kms:ReEncryptFrom",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:GenerateDataKeyPair",
  "kms:CreateGrant",
]);

export const iamNoDecryptAllKeys = defineRule({
  id: "iam-no-decrypt-all-keys",
  severity: "high",
  service: "iam",
  title: "Keys are used by name, by alias or through one service.",
  why: "A role that decrypts with every key undoes what separate keys are for.",
  remediation: "Give the key's ARN, or demand kms:ViaService or kms:ResourceAliases by a condition.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-1",
  anchors: ["fsbp:KMS.1", "fsbp:KMS.2"],
  types: typesWithPolicies("identity"),
  check: (resource) =>
    eachAllow(resource, ["identity"], (statement) => {
      const { conditions, label } = statement;
      if (namesByCondition(conditions) || demanded(conditions, "kms:ViaService") !== undefined) return pass;
      return failEach(actionsOnResources(statement, USES, isOpen), ({ action, arn }) => ({
        message: `Statement ${label} allows ${action} on ${arn}.`,
        id: `${action}@${arn}`,
      }));
    }),
});
