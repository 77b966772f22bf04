import type { cloudwatch } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { eventsConnectionSecret } from "./events-connection-secret.ts";

describeRule<cloudwatch.EventConnectionArgs>(eventsConnectionSecret, {
  good: {
    authorizationType: "API_KEY",
    authParameters: { apiKey: { key: "x-api-key", value: "from-a-secret" } },
    kmsKeyIdentifier: "alias/connections",
  },
  bad: { "AWS's key": { kmsKeyIdentifier: undefined } },
  nearMisses: { "by its ARN": { kmsKeyIdentifier: "arn:aws:kms:eu-west-1:111122223333:key/1" } },
});
