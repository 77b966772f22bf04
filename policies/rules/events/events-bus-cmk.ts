import { ownKeyIfClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";

export const eventsBusCmk = defineRule({
  id: "events-bus-cmk",
  severity: "low",
  service: "events",
  title: "Buses for classified data are encrypted with a customer-managed key.",
  why: "Only a key of one's own has a policy and an audit trail, and can be taken away from whoever should not read on.",
  remediation: "Set kmsKeyIdentifier.",
  url: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html",
  anchors: [],
  dataClass: true,
  types: ["aws:cloudwatch/eventBus:EventBus"],
  check: (resource, settings) => ownKeyIfClassified(resource, settings, "kmsKeyIdentifier"),
});
