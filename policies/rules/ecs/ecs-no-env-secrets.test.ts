import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { ecsNoEnvSecrets } from "./ecs-no-env-secrets.ts";

const task = (name: string, value: string, change: object = {}) => ({
  containerDefinitions: JSON.stringify([{ name: "rebuild", environment: [{ name, value }], ...change }]),
});

describeRule<Record<string, unknown>>(ecsNoEnvSecrets, {
  good: { family: "rebuild", ...task("ORDERS_TABLE", "orders-dev") },
  bad: {
    "a password by its name": given(task("DB_PASSWORD", "correct-horse"), {
      findings: ["rebuild:DB_PASSWORD"],
    }),
    "a key by its form": task("PAYMENTS", `sk_live_${"a1B2".repeat(5)}`),
    "a password in a URL": task("DATABASE", "postgres://orders:horse@db/orders"),
    "no JSON": { containerDefinitions: "[" },
  },
  nearMisses: {
    "where the secret is kept": task(
      "DB_SECRET_ARN",
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db",
    ),
    "by reference": task("STAGE", "dev", {
      secrets: [
        { name: "DB_PASSWORD", valueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db" },
      ],
    }),
  },
});
