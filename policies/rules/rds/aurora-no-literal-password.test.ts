import type { rds } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { auroraNoLiteralPassword } from "./aurora-no-literal-password.ts";

describeRule<rds.ClusterArgs>(auroraNoLiteralPassword, {
  good: { engine: "aurora-postgresql", manageMasterUserPassword: true },
  bad: {
    "a password": given(
      { manageMasterUserPassword: undefined, masterPassword: "correct-horse" },
      { findings: ["masterPassword"] },
    ),
    "a password that is only written": { masterPasswordWo: "correct-horse" },
    "an instance's": given({ password: "correct-horse" } as object, { type: "aws:rds/instance:Instance" }),
  },
  nearMisses: { "no password at all, for IAM": { manageMasterUserPassword: undefined } },
});
