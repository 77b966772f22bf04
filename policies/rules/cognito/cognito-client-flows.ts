import { defineRule } from "../../lib/rule.ts";
import { attempt, combine, failUnless } from "../../lib/verdict.ts";

export const cognitoClientFlows = defineRule({
  id: "cognito-client-flows",
  severity: "high",
  service: "cognito",
  title: "App clients sign users in safely.",
  why: "The implicit flow puts tokens into addresses and histories, plain passwords reach the client's server, and a telling error says which users exist.",
  remediation:
    "Use the flow code and ALLOW_USER_SRP_AUTH, preventUserExistenceErrors ENABLED and enableTokenRevocation true.",
  url: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html",
  anchors: [],
  types: ["aws:cognito/userPoolClient:UserPoolClient"],
  check: ({ props }) =>
    combine([
      attempt(() =>
        failUnless(
          !props.strings("allowedOauthFlows").includes("implicit"),
          "allowedOauthFlows has implicit.",
          "implicit",
        ),
      ),
      attempt(() =>
        failUnless(
          !props.strings("explicitAuthFlows").includes("ALLOW_USER_PASSWORD_AUTH"),
          "explicitAuthFlows has ALLOW_USER_PASSWORD_AUTH.",
          "password",
        ),
      ),
      attempt(() =>
        failUnless(
          props.string("preventUserExistenceErrors") === "ENABLED",
          "preventUserExistenceErrors is not ENABLED.",
          "existence",
        ),
      ),
      attempt(() =>
        failUnless(
          props.boolean("enableTokenRevocation") !== false,
          "enableTokenRevocation is false.",
          "revocation",
        ),
      ),
    ]),
  remediate: ({ props }) => ({
    preventUserExistenceErrors: "ENABLED",
    enableTokenRevocation: true,
    allowedOauthFlows: props.strings("allowedOauthFlows").filter((flow) => flow !== "implicit"),
    explicitAuthFlows: props
      .strings("explicitAuthFlows")
      .filter((flow) => flow !== "ALLOW_USER_PASSWORD_AUTH"),
  }),
});
