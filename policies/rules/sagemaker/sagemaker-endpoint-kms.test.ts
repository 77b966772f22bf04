import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { sagemakerEndpointKms } from "./sagemaker-endpoint-kms.ts";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e";
const SERVERLESS = [
  { modelName: "recommend", serverlessConfig: { maxConcurrency: 5, memorySizeInMb: 2048 } },
];

describeRule<Record<string, unknown>>(sagemakerEndpointKms, {
  good: given(
    { productionVariants: [{ modelName: "recommend", instanceType: "ml.m5.large" }], kmsKeyArn: KEY },
    { settings: { dataClass: "personal" } },
  ),
  bad: {
    "no key": given({ kmsKeyArn: undefined }, { findings: ["kmsKeyArn"] }),
    "captured data without": given(
      { dataCaptureConfig: { enableCapture: true } },
      { findings: ["dataCaptureConfig"] },
    ),
  },
  nearMisses: { "captured data with": { dataCaptureConfig: { enableCapture: true, kmsKeyId: KEY } } },
  notApplicable: {
    "no classified data": given({}, { settings: {} }),
    "serverless, which has no volumes": { productionVariants: SERVERLESS, kmsKeyArn: undefined },
  },
});
