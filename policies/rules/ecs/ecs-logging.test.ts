import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { ecsLogging } from "./ecs-logging.ts";

const task = (logConfiguration?: object) => ({
  containerDefinitions: JSON.stringify([{ name: "rebuild", image: "rebuild", logConfiguration }]),
});

describeRule<Record<string, unknown>>(ecsLogging, {
  good: {
    family: "rebuild",
    ...task({ logDriver: "awslogs", options: { "awslogs-group": "/ecs/rebuild" } }),
  },
  bad: {
    none: given(task(), { findings: ["rebuild"] }),
    "thrown away": task({ logDriver: "none" }),
    "no JSON": { containerDefinitions: "[" },
  },
  nearMisses: { "by Fluent Bit": task({ logDriver: "awsfirelens" }) },
});
