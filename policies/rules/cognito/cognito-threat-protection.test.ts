import type { cognito } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { cognitoThreatProtection } from "./cognito-threat-protection.ts";

describeRule<cognito.UserPoolArgs>(cognitoThreatProtection, {
  good: { userPoolTier: "PLUS", userPoolAddOns: { advancedSecurityMode: "ENFORCED" } },
  bad: {
    "the tier alone": { userPoolTier: "PLUS", userPoolAddOns: undefined },
    none: { userPoolAddOns: undefined },
    "only watched": { userPoolAddOns: { advancedSecurityMode: "AUDIT" } },
  },
  nearMisses: { "the tier by default": { userPoolTier: undefined } },
});
