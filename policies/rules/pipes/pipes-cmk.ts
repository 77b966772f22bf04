import { ownKeyIfClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";

export const pipesCmk = defineRule({
  id: "pipes-cmk",
  severity: "low",
  service: "pipes",
  title: "Pipes for classified data are encrypted with a customer-managed key.",
  why: "Only a key of one's own has a policy and an audit trail, and can be taken away from whoever should not read on.",
  remediation: "Set kmsKeyIdentifier.",
  url: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-pipes-cmkey.html",
  anchors: [],
  dataClass: true,
  types: ["aws:pipes/pipe:Pipe"],
  check: (resource, settings) => ownKeyIfClassified(resource, settings, "kmsKeyIdentifier"),
});
