import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

export const cognitoNoGuest = defineRule({
  id: "cognito-no-guest",
  severity: "high",
  service: "cognito",
  title: "Identity pools give nobody AWS credentials without signing in.",
  why: "Guests' credentials are for the asking, and the classic flow lets the asker choose the role.",
  remediation: "Set allowUnauthenticatedIdentities and allowClassicFlow to false.",
  url: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html",
  anchors: ["fsbp:Cognito.2", "cdk-nag:AwsSolutions-COG7", "checkov:CKV_AWS_366"],
  types: ["aws:cognito/identityPool:IdentityPool"],
  check: ({ props }) =>
    each(["allowUnauthenticatedIdentities", "allowClassicFlow"], (name) =>
      failUnless(props.boolean(name) !== true, `${name} is true.`, name),
    ),
});
