import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless } from "../../lib/verdict.ts";

export const cognitoMfa = defineRule({
  id: "cognito-mfa",
  severity: "high",
  service: "cognito",
  title: "User pools offer a second factor.",
  why: "Passwords leak from other sites every day; with nothing but a password a leaked one is a taken account.",
  remediation: "Set mfaConfiguration to ON, or OPTIONAL, with softwareTokenMfaConfiguration enabled.",
  url: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
  anchors: ["fsbp:Cognito.5", "cdk-nag:AwsSolutions-COG2"],
  types: ["aws:cognito/userPool:UserPool"],
  check: ({ props }) => {
    const mfa = props.string("mfaConfiguration") ?? "OFF";
    const factor =
      props.boolean("softwareTokenMfaConfiguration.enabled") === true ||
      props.has("smsConfiguration") ||
      props.has("emailMfaConfiguration");
    return combine([
      failUnless(mfa !== "OFF", `mfaConfiguration is ${mfa}.`),
      failUnless(
        mfa === "OFF" || factor,
        "There is no second factor: softwareTokenMfaConfiguration is not enabled.",
      ),
    ]);
  },
});
