import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const cognitoDeletionProtection = defineRule({
  id: "cognito-deletion-protection",
  severity: "medium",
  service: "cognito",
  title: "User pools can't be deleted by accident.",
  why: "A user pool has no backup: with it go all accounts, passwords and second factors.",
  remediation: "Set deletionProtection to ACTIVE.",
  url: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-deletion-protection.html",
  anchors: ["fsbp:Cognito.6"],
  types: ["aws:cognito/userPool:UserPool"],
  check: ({ props }) =>
    failUnless(props.string("deletionProtection") === "ACTIVE", "deletionProtection is not ACTIVE."),
  remediate: () => ({ deletionProtection: "ACTIVE" }),
});
