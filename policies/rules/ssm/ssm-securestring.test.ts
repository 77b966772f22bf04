import type { ssm } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { ssmSecurestring } from "./ssm-securestring.ts";

describeRule<ssm.ParameterArgs>(ssmSecurestring, {
  good: { name: "/orderflow/payments/base-url", type: "String", value: "https://pay.example.com" },
  bad: {
    "a password by its name": { name: "/orderflow/db/password", value: "correct-horse" },
    "a key by its form": { value: `sk_live_${"a1B2".repeat(5)}` },
    "in a list": { name: "/orderflow/api-key", type: "StringList", value: "correct,horse" },
    "a value that is said to be insecure": {
      name: "/orderflow/db/password",
      value: undefined,
      insecureValue: "correct-horse",
    } as object,
  },
  nearMisses: {
    "a SecureString": { name: "/orderflow/db/password", type: "SecureString", value: "correct-horse" },
    "the ARN of a secret": {
      name: "/orderflow/db/secret-arn",
      value: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db",
    },
  },
});
