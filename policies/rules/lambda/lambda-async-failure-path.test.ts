import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { lambdaAsyncFailurePath } from "./lambda-async-failure-path.ts";

const destinationConfig = { onFailure: { destination: ref("dlq") } };

describeGraphRule(lambdaAsyncFailurePath, {
  good: [
    resource("aws:lambda/function:Function", "worker"),
    resource("aws:sqs/queue:Queue", "dlq"),
    resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "config", {
      functionName: ref("worker", "name"),
      destinationConfig,
    }),
    resource("aws:cloudwatch/eventTarget:EventTarget", "target", { arn: ref("worker") }),
  ],
  bad: {
    "a rule's target": { without: ["config"], on: ["worker"] },
    "a configuration without a destination": {
      set: { config: { destinationConfig: undefined } },
      on: ["worker"],
    },
    "a configuration for what succeeds only": {
      set: { config: { destinationConfig: { onSuccess: { destination: ref("dlq") } } } },
      on: ["worker"],
    },
    "a schedule": {
      without: ["config", "target"],
      plus: [resource("aws:scheduler/schedule:Schedule", "schedule", { target: { arn: ref("worker") } })],
    },
    "a topic": {
      without: ["config", "target"],
      plus: [
        resource("aws:sns/topicSubscription:TopicSubscription", "subscription", {
          protocol: "lambda",
          endpoint: ref("worker"),
        }),
      ],
    },
    "a bucket, by its permission": {
      without: ["config", "target"],
      plus: [
        resource("aws:lambda/permission:Permission", "permission", {
          principal: "s3.amazonaws.com",
          function: ref("worker", "name"),
        }),
      ],
    },
    "an alias": {
      without: ["config"],
      set: { target: { arn: ref("live") } },
      plus: [resource("aws:lambda/alias:Alias", "live", { functionName: ref("worker", "name") })],
    },
  },
  nearMisses: {
    "a dead-letter queue of the function's own": {
      without: ["config"],
      set: { worker: { deadLetterConfig: { targetArn: ref("dlq") } } },
    },
  },
  notApplicable: {
    "behind an API": {
      without: ["config", "target"],
      plus: [
        resource("aws:lambda/permission:Permission", "permission", {
          principal: "apigateway.amazonaws.com",
          function: ref("worker", "name"),
        }),
      ],
    },
  },
});
