import type { secretsmanager } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { secretsCmk } from "./secrets-cmk.ts";

describeRule<secretsmanager.SecretArgs>(secretsCmk, {
  good: given(
    { name: "payments", kmsKeyId: "alias/orderflow-data" },
    { settings: { dataClass: "personal" } },
  ),
  bad: {
    "AWS's key": { kmsKeyId: undefined },
    "a replica without": given({ replicas: [{ region: "eu-central-1" }] }, { findings: ["eu-central-1"] }),
  },
  nearMisses: {
    "a replica with": { replicas: [{ region: "eu-central-1", kmsKeyId: "alias/orderflow-data" }] },
  },
  notApplicable: { "no classified data": given({}, { settings: {} }) },
});
