import type { Engine } from "../engine.ts";
import type { StepFunctions } from "../stepfunctions.ts";
import { executionHandlers } from "./executions.ts";
import type { Handler } from "./service.ts";
import { machineHandlers } from "./state-machines.ts";
import { taskHandlers } from "./tasks.ts";

export function handlers(functions: StepFunctions, engine: Engine): Readonly<Record<string, Handler>> {
  return {
    ...machineHandlers(functions, engine),
    ...executionHandlers(functions, engine),
    ...taskHandlers(engine),
  };
}
