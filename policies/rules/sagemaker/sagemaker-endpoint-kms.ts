import { ifClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless, notApplicable } from "../../lib/verdict.ts";

export const sagemakerEndpointKms = defineRule({
  id: "sagemaker-endpoint-kms",
  severity: "medium",
  service: "sagemaker",
  title: "Endpoints of classified data encrypt volumes and captured data by a customer's key.",
  why: "Requests and answers, customers' texts among them, lie on the instances and in the capture.",
  remediation: "Set kmsKeyArn, and dataCaptureConfig.kmsKeyId where data is captured.",
  url: "https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest.html",
  anchors: ["checkov:CKV_AWS_98", "cdk-nag:HIPAA.Security-SageMakerEndpointConfigurationKMSKeyConfigured"],
  dataClass: true,
  types: ["aws:sagemaker/endpointConfiguration:EndpointConfiguration"],
  check: (resource, settings) =>
    ifClassified(resource, settings, () => {
      const { props } = resource;
      const variants = props.blocks("productionVariants");
      const hasVolumes = !variants.every((variant) => variant.has("serverlessConfig"));
      const captures = props.boolean("dataCaptureConfig.enableCapture") === true;
      if (!hasVolumes && !captures) return notApplicable;
      return combine([
        failUnless(!hasVolumes || props.has("kmsKeyArn"), "kmsKeyArn is not set.", "kmsKeyArn"),
        failUnless(
          !captures || props.has("dataCaptureConfig.kmsKeyId"),
          "dataCaptureConfig has no kmsKeyId.",
          "dataCaptureConfig",
        ),
      ]);
    }),
});
