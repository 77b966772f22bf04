import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { lambdaExplicitTimeoutMemory } from "./lambda-explicit-timeout-memory.ts";

describeRule<Record<string, unknown>>(lambdaExplicitTimeoutMemory, {
  good: { timeout: 30, memorySize: 1024 },
  bad: {
    "no timeout": given({ timeout: undefined }, { findings: ["timeout"] }),
    "the provider's memory": given(
      { memorySize: 128, __defaults: ["memorySize"] },
      { findings: ["memorySize"] },
    ),
  },
  nearMisses: { "the same as the default, but said": { timeout: 3, memorySize: 128, __defaults: ["name"] } },
});
