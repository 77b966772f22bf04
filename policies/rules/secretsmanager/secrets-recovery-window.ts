import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const secretsRecoveryWindow = defineRule({
  id: "secrets-recovery-window",
  severity: "medium",
  service: "secretsmanager",
  title: "A secret that is deleted can be restored.",
  why: "Without a window, one wrong deployment locks every function out, and nobody has the value any more.",
  remediation: "Leave recoveryWindowInDays at its default of 30, or set 7 or more.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",
  anchors: [],
  types: ["aws:secretsmanager/secret:Secret"],
  check: ({ props }) =>
    failUnless(
      (props.number("recoveryWindowInDays") ?? 30) > 0,
      "recoveryWindowInDays is 0: it is deleted at once.",
    ),
  remediate: () => ({ recoveryWindowInDays: 30 }),
});
