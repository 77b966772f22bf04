import { ownKeyIfClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";

export const sfnCmk = defineRule({
  id: "sfn-cmk",
  severity: "low",
  service: "stepfunctions",
  title: "State machines for classified data are encrypted with a customer-managed key.",
  why: "Histories hold the data of every state; only a key of one's own says who may read them.",
  remediation: "Set encryptionConfiguration to type CUSTOMER_MANAGED_KMS_KEY with a kmsKeyId.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html",
  anchors: [],
  dataClass: true,
  types: ["aws:sfn/stateMachine:StateMachine"],
  check: (resource, settings) => ownKeyIfClassified(resource, settings, "encryptionConfiguration.kmsKeyId"),
});
