import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const athenaCutoff = defineRule({
  id: "athena-cutoff",
  severity: "low",
  service: "athena",
  title: "A query can scan so much and no more.",
  why: "A query without its partition scans years of events, at five dollars a terabyte.",
  remediation: "Set configuration.bytesScannedCutoffPerQuery.",
  url: "https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html",
  anchors: [],
  types: ["aws:athena/workgroup:Workgroup"],
  check: ({ props }) =>
    failUnless(
      (props.number("configuration.bytesScannedCutoffPerQuery") ?? 0) > 0,
      "bytesScannedCutoffPerQuery is not set.",
    ),
});
