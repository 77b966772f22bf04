import { readFileSync } from "node:fs";
import type { FaultPlanInput } from "../../faults/plan.ts";
import { type Command, onlyParameter } from "./command.ts";

export const faultsCommand: Command = {
  usage: "faults FILE | off",
  summary: "injects faults as the plan in a JSON file says, or ends that",

  prepare(parameters) {
    const parameter = onlyParameter(parameters, "the file of a plan, or 'off'");
    if (parameter === "off")
      return async (client) => {
        await client.clearFaults();
        return "No faults are injected any more.";
      };
    const plan = readPlanFile(parameter);
    return async (client) => {
      const { plan: accepted } = await client.setFaults(plan);
      return `Injecting faults of ${accepted?.rules.length} rules. Seed ${accepted?.seed}: the plan with this seed replays them.`;
    };
  },
};

/** The instance checks what is in it. */
function readPlanFile(path: string): FaultPlanInput {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`Could not read the fault plan ${path}: ${(error as Error).message}`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The fault plan ${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
