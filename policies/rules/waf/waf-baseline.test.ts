import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { wafBaseline } from "./waf-baseline.ts";

const COMMON = {
  name: "common",
  statement: { managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesCommonRuleSet" } },
};
const RATE = { name: "rate", statement: { rateBasedStatement: { limit: 1000, aggregateKeyType: "IP" } } };

describeRule<Record<string, unknown>>(wafBaseline, {
  good: { scope: "REGIONAL", rules: [COMMON, RATE], visibilityConfig: { cloudwatchMetricsEnabled: true } },
  bad: {
    "no rules": given({ rules: [] }, { findings: ["common", "rate"] }),
    "no limit": given({ rules: [COMMON] }, { findings: ["rate"] }),
    "no common rules": given({ rules: [RATE] }, { findings: ["common"] }),
    "no metrics": given({ visibilityConfig: { cloudwatchMetricsEnabled: false } }, { findings: ["metrics"] }),
    "JSON that is none": { rules: undefined, ruleJson: "[" },
  },
  nearMisses: {
    "rules as JSON": {
      rules: undefined,
      ruleJson: JSON.stringify([
        {
          Statement: {
            ManagedRuleGroupStatement: { VendorName: "AWS", Name: "AWSManagedRulesCommonRuleSet" },
          },
        },
        { Statement: { RateBasedStatement: { Limit: 1000, AggregateKeyType: "IP" } } },
      ]),
    },
  },
});
