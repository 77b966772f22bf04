import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const cognitoThreatProtection = defineRule({
  id: "cognito-threat-protection",
  severity: "medium",
  service: "cognito",
  title: "User pools use Cognito's threat protection.",
  why: "Without, sign-ins with leaked passwords and from everywhere at once look like any others.",
  remediation: "Set userPoolAddOns.advancedSecurityMode to ENFORCED and userPoolTier to PLUS.",
  url: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html",
  anchors: ["fsbp:Cognito.1", "cdk-nag:AwsSolutions-COG8"],
  types: ["aws:cognito/userPool:UserPool"],
  check: ({ props }) => {
    const mode = props.string("userPoolAddOns.advancedSecurityMode") ?? "OFF";
    return failUnless(mode === "ENFORCED", `userPoolAddOns.advancedSecurityMode is ${mode}.`);
  },
});
