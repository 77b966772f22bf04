import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless } from "../../lib/verdict.ts";

export const ecrBaseline = defineRule({
  id: "ecr-baseline",
  severity: "medium",
  service: "ecr",
  title: "Images are scanned when they arrive, and their tags can't be moved.",
  why: "A tag that moves deploys something else than was tested; an image that nobody scans keeps known holes.",
  remediation:
    'Set imageScanningConfiguration to { scanOnPush: true } and imageTagMutability to "IMMUTABLE".',
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html#ecr-1",
  anchors: [
    "fsbp:ECR.1",
    "fsbp:ECR.2",
    "checkov:CKV_AWS_51",
    "checkov:CKV_AWS_163",
    "trivy:AWS-0030",
    "trivy:AWS-0031",
  ],
  types: ["aws:ecr/repository:Repository"],
  check: ({ props }) =>
    combine([
      failUnless(
        props.boolean("imageScanningConfiguration.scanOnPush") === true,
        "scanOnPush is not true.",
        "scanOnPush",
      ),
      failUnless(
        props.string("imageTagMutability")?.startsWith("IMMUTABLE") === true,
        "imageTagMutability is not IMMUTABLE.",
        "imageTagMutability",
      ),
    ]),
  remediate: () => ({ imageScanningConfiguration: { scanOnPush: true }, imageTagMutability: "IMMUTABLE" }),
});
