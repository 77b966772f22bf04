import { describeRule } from "../../lib/testing/resource-rule.ts";
import { ecsRolesSplit } from "./ecs-roles-split.ts";

const ROLE = "arn:aws:iam::111122223333:role";

describeRule<Record<string, unknown>>(ecsRolesSplit, {
  good: { family: "rebuild", taskRoleArn: `${ROLE}/rebuild`, executionRoleArn: `${ROLE}/rebuild-start` },
  bad: { "one for both": { executionRoleArn: `${ROLE}/rebuild` } },
  nearMisses: {
    "no role of its own": { taskRoleArn: undefined, executionRoleArn: `${ROLE}/rebuild` },
    "two of one name on other paths": { executionRoleArn: `${ROLE}/start/rebuild` },
    "none that starts it": { executionRoleArn: undefined },
  },
});
