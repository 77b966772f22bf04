import type { ecs } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { ecsExecLogs } from "./ecs-exec-logs.ts";

const logging = (value: string) => ({ configuration: { executeCommandConfiguration: { logging: value } } });

describeRule<ecs.ClusterArgs>(ecsExecLogs, {
  good: logging("OVERRIDE"),
  bad: { "switched off": logging("NONE") },
  nearMisses: { "as the task logs": logging("DEFAULT"), "nothing set": { configuration: undefined } },
});
