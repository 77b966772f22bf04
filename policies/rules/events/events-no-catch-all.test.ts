import type { cloudwatch } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { eventsNoCatchAll } from "./events-no-catch-all.ts";

describeRule<cloudwatch.EventRuleArgs>(eventsNoCatchAll, {
  good: { eventPattern: '{"source":["orders"],"detail-type":["OrderCreated"]}' },
  bad: {
    "only the account": { eventPattern: '{"account":["111122223333"]}' },
    "any source": { eventPattern: '{"source":[{"prefix":""}]}' },
    "an empty pattern": { eventPattern: "{}" },
    "not JSON": { eventPattern: "source=orders" },
  },
  nearMisses: {
    "sources that begin alike": { eventPattern: '{"source":[{"prefix":"aws."}]}' },
    "only a detail": { eventPattern: '{"detail":{"status":["FAILED"]}}' },
  },
  notApplicable: { "a schedule": { eventPattern: undefined, scheduleExpression: "rate(1 hour)" } },
});
