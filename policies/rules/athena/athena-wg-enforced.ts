import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const athenaWgEnforced = defineRule({
  id: "athena-wg-enforced",
  severity: "medium",
  service: "athena",
  title: "A workgroup's settings count, whatever a client asks for.",
  why: "Otherwise a client sends results to a bucket of its own, unencrypted, and past the workgroup's limit.",
  remediation: "Leave configuration.enforceWorkgroupConfiguration at true.",
  url: "https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html",
  anchors: ["checkov:CKV_AWS_82", "trivy:AWS-0007"],
  types: ["aws:athena/workgroup:Workgroup"],
  check: ({ props }) =>
    failUnless(
      props.boolean("configuration.enforceWorkgroupConfiguration") !== false,
      "enforceWorkgroupConfiguration is false.",
    ),
  remediate: ({ props }) => ({
    configuration: { ...(props.get("configuration") as object), enforceWorkgroupConfiguration: true },
  }),
});
