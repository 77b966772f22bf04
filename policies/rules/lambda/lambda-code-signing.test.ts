import type { lambda } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { lambdaCodeSigning } from "./lambda-code-signing.ts";

describeRule<lambda.FunctionArgs>(lambdaCodeSigning, {
  good: {
    role: "arn:aws:iam::111122223333:role/orders",
    codeSigningConfigArn: "arn:aws:lambda:eu-west-1:111122223333:code-signing-config:csc-1",
    tags: { dataClass: "confidential" },
  },
  bad: {
    "any archive": { packageType: "Zip", codeSigningConfigArn: undefined },
    "any code": { codeSigningConfigArn: undefined },
    "any code in a classified stack": given(
      { codeSigningConfigArn: undefined, tags: {} },
      { settings: { dataClass: "pii" } },
    ),
  },
  nearMisses: { "as an archive": { packageType: "Zip" } },
  notApplicable: {
    "nothing classified": { codeSigningConfigArn: undefined, tags: {} },
    "an image, which ECR signs": { packageType: "Image" },
  },
});
