import type { secretsmanager } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { secretsRecoveryWindow } from "./secrets-recovery-window.ts";

describeRule<secretsmanager.SecretArgs>(secretsRecoveryWindow, {
  good: { name: "payments", recoveryWindowInDays: 7 },
  bad: { none: { recoveryWindowInDays: 0 } },
  nearMisses: { "thirty days by default": { recoveryWindowInDays: undefined } },
});
