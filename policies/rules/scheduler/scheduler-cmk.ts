import { ownKeyIfClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";
import { notApplicable } from "../../lib/verdict.ts";

export const schedulerCmk = defineRule({
  id: "scheduler-cmk",
  severity: "low",
  service: "scheduler",
  title: "Schedules with classified input are encrypted with a customer-managed key.",
  why: "Only a key of one's own has a policy and an audit trail, and can be taken away from whoever should not read on.",
  remediation: "Set kmsKeyArn.",
  url: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html",
  anchors: ["checkov:CKV_AWS_297"],
  dataClass: true,
  types: ["aws:scheduler/schedule:Schedule"],
  check: (resource, settings) =>
    resource.props.has("target.input") ? ownKeyIfClassified(resource, settings, "kmsKeyArn") : notApplicable,
});
