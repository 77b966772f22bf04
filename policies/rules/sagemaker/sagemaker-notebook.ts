import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

export const sagemakerNotebook = defineRule({
  id: "sagemaker-notebook",
  severity: "high",
  service: "sagemaker",
  title: "Notebooks are in a VPC, without internet, root and the old metadata service, and encrypted.",
  why: "A notebook runs whatever its user pastes, with a role's permissions and the data beside it.",
  remediation:
    "Set directInternetAccess and rootAccess to Disabled, subnetId, kmsKeyId, and version 2 of the metadata service.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html",
  anchors: [
    "fsbp:SageMaker.1",
    "fsbp:SageMaker.2",
    "fsbp:SageMaker.3",
    "cdk-nag:AwsSolutions-SM1",
    "cdk-nag:AwsSolutions-SM2",
    "cdk-nag:AwsSolutions-SM3",
    "checkov:CKV_AWS_22",
    "checkov:CKV_AWS_122",
    "checkov:CKV_AWS_306",
    "checkov:CKV_AWS_307",
    "checkov:CKV_AWS_371",
  ],
  types: ["aws:sagemaker/notebookInstance:NotebookInstance"],
  check: ({ props }) =>
    each(DEMANDS, ({ property, value }) =>
      failUnless(
        value === undefined ? props.get(property) !== undefined : props.string(property) === value,
        value === undefined ? `${property} is not set.` : `${property} is not ${value}.`,
        property,
      ),
    ),
});

const DEMANDS: readonly { readonly property: string; readonly value?: string }[] = [
  { property: "directInternetAccess", value: "Disabled" },
  { property: "rootAccess", value: "Disabled" },
  { property: "subnetId" },
  { property: "kmsKeyId" },
  { property: "instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion", value: "2" },
];
