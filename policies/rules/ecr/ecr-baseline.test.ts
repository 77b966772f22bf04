import type { ecr } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { ecrBaseline } from "./ecr-baseline.ts";

describeRule<ecr.RepositoryArgs>(ecrBaseline, {
  good: { imageScanningConfiguration: { scanOnPush: true }, imageTagMutability: "IMMUTABLE" },
  bad: {
    "never scanned": given({ imageScanningConfiguration: undefined }, { findings: ["scanOnPush"] }),
    "tags that move": given({ imageTagMutability: "MUTABLE" }, { findings: ["imageTagMutability"] }),
    "tags that move by default": { imageTagMutability: undefined },
  },
  nearMisses: { "with exceptions": { imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" } },
});
