import type { appsync } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { appsyncNoApiKey } from "./appsync-no-api-key.ts";

describeRule<appsync.GraphQLApiArgs>(appsyncNoApiKey, {
  good: {
    authenticationType: "AMAZON_COGNITO_USER_POOLS",
    additionalAuthenticationProviders: [{ authenticationType: "AWS_IAM" }],
  },
  bad: {
    "a key": { authenticationType: "API_KEY" },
    "a key besides": { additionalAuthenticationProviders: [{ authenticationType: "API_KEY" }] },
  },
  nearMisses: { "only one way in": { additionalAuthenticationProviders: undefined } },
});
