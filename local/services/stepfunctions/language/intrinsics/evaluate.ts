import type { Json } from "../json.ts";
import type { PathScope } from "../jsonpath/path.ts";
import { runtimeError, StatesError, statesError } from "../states-error.ts";
import type { Argument, IntrinsicCall } from "./call.ts";
import { type Chance, INTRINSICS } from "./functions.ts";

/** @throws {StatesError} `States.IntrinsicFailure`, or `States.Runtime` for a path that leads nowhere */
export function evaluateIntrinsic(call: IntrinsicCall, scope: PathScope, chance: Chance): Json {
  try {
    const args = call.arguments.map((argument) => valueIn(argument, scope, chance));
    return (INTRINSICS[call.name] as (typeof INTRINSICS)[string]).run(args, chance);
  } catch (error) {
    if (error instanceof StatesError) throw error;
    throw statesError(
      "States.IntrinsicFailure",
      `The function '${call.text}' had the following error: ${(error as Error).message}`,
    );
  }
}

function valueIn(argument: Argument, scope: PathScope, chance: Chance): Json {
  if (argument.kind === "value") return argument.value;
  if (argument.kind === "call") return evaluateIntrinsic(argument.call, scope, chance);
  const value = argument.path.read(scope);
  if (value === undefined)
    throw runtimeError(
      `The JSONPath '${argument.path.text}' could not be found in the input '${JSON.stringify(scope.data)}'`,
    );
  return value;
}
