import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless } from "../../lib/verdict.ts";

export const cloudtrailBaseline = defineRule({
  id: "cloudtrail-baseline",
  severity: "high",
  service: "cloudtrail",
  title: "The trail covers every region, is switched on, can't be forged, and is read by alarms.",
  why: "An intruder works in the region that nobody watches, and removes what the log says of it.",
  remediation:
    "Set isMultiRegionTrail, enableLogFileValidation and includeGlobalServiceEvents to true, and cloudWatchLogsGroupArn.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-1",
  anchors: [
    "fsbp:CloudTrail.1",
    "fsbp:CloudTrail.4",
    "fsbp:CloudTrail.5",
    "checkov:CKV_AWS_67",
    "checkov:CKV_AWS_36",
    "checkov:CKV2_AWS_10",
    "checkov:CKV_AWS_251",
    "trivy:AWS-0014",
    "trivy:AWS-0016",
    "trivy:AWS-0162",
  ],
  types: ["aws:cloudtrail/trail:Trail"],
  check: ({ props }) =>
    combine([
      failUnless(
        props.boolean("isMultiRegionTrail") === true,
        "isMultiRegionTrail is not true.",
        "isMultiRegionTrail",
      ),
      failUnless(
        props.boolean("enableLogFileValidation") === true,
        "enableLogFileValidation is not true.",
        "enableLogFileValidation",
      ),
      failUnless(props.boolean("enableLogging") !== false, "enableLogging is false.", "enableLogging"),
      failUnless(
        props.boolean("includeGlobalServiceEvents") !== false,
        "includeGlobalServiceEvents is false.",
        "includeGlobalServiceEvents",
      ),
      failUnless(
        props.has("cloudWatchLogsGroupArn"),
        "cloudWatchLogsGroupArn is not set.",
        "cloudWatchLogsGroupArn",
      ),
    ]),
});
