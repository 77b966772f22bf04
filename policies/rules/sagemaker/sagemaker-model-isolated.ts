import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const sagemakerModelIsolated = defineRule({
  id: "sagemaker-model-isolated",
  severity: "medium",
  service: "sagemaker",
  title: "Models can't reach the internet.",
  why: "A model's container is somebody else's code with customers' data in its hands.",
  remediation: "Set enableNetworkIsolation to true, or vpcConfig where the container has to reach something.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-5",
  anchors: ["fsbp:SageMaker.5", "checkov:CKV_AWS_370"],
  types: ["aws:sagemaker/model:Model"],
  check: ({ props }) =>
    failUnless(
      props.boolean("enableNetworkIsolation") === true || props.get("vpcConfig") !== undefined,
      "enableNetworkIsolation is not true, and there is no vpcConfig.",
    ),
});
