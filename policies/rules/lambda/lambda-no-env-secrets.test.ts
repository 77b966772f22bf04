import type { lambda } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { lambdaNoEnvSecrets } from "./lambda-no-env-secrets.ts";

const variables = { TABLE_NAME: "orders" };

describeRule<lambda.FunctionArgs>(lambdaNoEnvSecrets, {
  good: { role: "arn:aws:iam::111122223333:role/orders", environment: { variables } },
  bad: {
    "a password": given(
      { environment: { variables: { ...variables, DB_PASSWORD: "correct-horse-battery" } } },
      { findings: ["DB_PASSWORD"] },
    ),
    "a key by its looks": given(
      { environment: { variables: { SETTING: `AKIA${"IOSFODNN7EXAMPLE"}` } } },
      { findings: ["SETTING"] },
    ),
  },
  nearMisses: {
    "where the password is": {
      environment: {
        variables: { DB_PASSWORD_SECRET_ARN: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db" },
      },
    },
  },
  notApplicable: { "no variables": { environment: undefined } },
});
