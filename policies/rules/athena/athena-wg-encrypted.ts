import { defineRule } from "../../lib/rule.ts";
import { failUnless, pass } from "../../lib/verdict.ts";

export const athenaWgEncrypted = defineRule({
  id: "athena-wg-encrypted",
  severity: "medium",
  service: "athena",
  title: "Results of queries are encrypted.",
  why: "Results repeat the data they were asked of, in a bucket that is easily forgotten.",
  remediation:
    "Set resultConfiguration.encryptionConfiguration of the workgroup's configuration, or have Athena manage the results.",
  url: "https://docs.aws.amazon.com/athena/latest/ug/encrypting-query-results-stored-in-s3.html",
  anchors: ["checkov:CKV_AWS_159", "trivy:AWS-0006"],
  types: ["aws:athena/workgroup:Workgroup"],
  check: ({ props }) => {
    if (props.boolean("configuration.managedQueryResultsConfiguration.enabled") === true) return pass;
    return failUnless(
      props.has("configuration.resultConfiguration.encryptionConfiguration.encryptionOption"),
      "resultConfiguration has no encryptionConfiguration.",
    );
  },
});
