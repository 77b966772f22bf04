import type { ecs } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { ecsInsights } from "./ecs-insights.ts";

const insights = (value: string) => ({ settings: [{ name: "containerInsights", value }] });

describeRule<ecs.ClusterArgs>(ecsInsights, {
  good: insights("enabled"),
  bad: { "nothing set": { settings: undefined }, "switched off": insights("disabled") },
  nearMisses: { enhanced: insights("enhanced") },
});
