import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { noSecretLiterals } from "./no-secret-literals.ts";

const key = `AKIA${"IOSFODNN7EXAMPLE"}`;

describeRule<Record<string, unknown>>(noSecretLiterals, {
  type: "aws:ec2/instance:Instance",
  good: { ami: "ami-1", userData: "echo hello" },
  bad: {
    "in a script": given({ userData: `export AWS_ACCESS_KEY_ID=${key}` }, { findings: ["userData"] }),
    "deep inside": given({ metadata: { items: [{ value: key }] } }, { findings: ["metadata"] }),
    "in a URL": { endpoint: "postgres://app:hunter22@db.internal/orders" },
  },
  nearMisses: {
    "a word that begins alike": { userData: "AKIAlogy" },
    "a URL with a user": { endpoint: "https://app@example.com/" },
  },
  notApplicable: {
    "what holds secrets": given(
      { secretString: key },
      { type: "aws:secretsmanager/secretVersion:SecretVersion" },
    ),
  },
});
