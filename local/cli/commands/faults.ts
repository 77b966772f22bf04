import { readFileSync } from "node:fs";
import type { FaultPlanInput } from "../../faults/plan.ts";
import { asJson, type Command, onlyParameter } from "./command.ts";

export const faultsCommand: Command = {
  usage: "faults FILE | off",
  summary: "injects faults as the plan in a JSON file says, or ends that",
  options: ["json"],

  prepare(parameters, { json }) {
    const parameter = onlyParameter(parameters, "the file of a plan, or 'off'");
    if (parameter === "off")
      return async (client, terminal) => {
        const answer = await client.clearFaults();
        terminal.print(json ? asJson(answer) : "No faults are injected any more.");
      };
    const plan = readPlanFile(parameter);
    return async (client, terminal) => {
      const answer = await client.setFaults(plan);
      const { plan: accepted } = answer;
      terminal.print(
        json
          ? asJson(answer)
          : `Injecting faults of ${accepted?.rules.length} rules. Seed ${accepted?.seed}: the plan with this seed replays them.`,
      );
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
