import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { lambdaLogGroupManaged } from "./lambda-log-group-managed.ts";

describeGraphRule(lambdaLogGroupManaged, {
  good: [
    resource("aws:cloudwatch/logGroup:LogGroup", "logs", { name: "orders-logs" }),
    resource("aws:lambda/function:Function", "worker", {
      name: "worker",
      loggingConfig: { logGroup: ref("logs", "name") },
    }),
  ],
  bad: {
    "none at all": { without: ["logs"], set: { worker: { loggingConfig: undefined } }, on: ["worker"] },
    "another one's": {
      set: { logs: { name: "/aws/lambda/other" }, worker: { loggingConfig: undefined } },
      on: ["worker"],
    },
    "only the format": { set: { worker: { loggingConfig: { logFormat: "JSON" } } }, on: ["worker"] },
  },
  nearMisses: {
    "by Lambda's own name": {
      set: { logs: { name: "/aws/lambda/worker" }, worker: { loggingConfig: undefined } },
    },
    "of another stack": {
      without: ["logs"],
      set: { worker: { loggingConfig: { logGroup: "/shared/logs" } } },
    },
  },
});
