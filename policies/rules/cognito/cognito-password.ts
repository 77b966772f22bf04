import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

const COGNITO_DEFAULT = 8;

export const cognitoPassword = defineRule({
  id: "cognito-password",
  severity: "medium",
  service: "cognito",
  title: "Passwords have 12 characters at least, or as many as the settings say.",
  why: "Short passwords are guessed, by the millions, as soon as a list of users is known.",
  remediation:
    "Set passwordPolicy.minimumLength to the setting minimumPasswordLength or more; long passwords are better than odd characters.",
  url: "https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html",
  anchors: ["fsbp:Cognito.3", "cdk-nag:AwsSolutions-COG1"],
  types: ["aws:cognito/userPool:UserPool"],
  check: ({ props }, { minimumPasswordLength }) => {
    const length = props.number("passwordPolicy.minimumLength");
    return failUnless(
      (length ?? COGNITO_DEFAULT) >= minimumPasswordLength,
      `passwordPolicy.minimumLength is ${length ?? `not set, which is ${COGNITO_DEFAULT}`}; it has to be ${minimumPasswordLength} or more.`,
    );
  },
});
