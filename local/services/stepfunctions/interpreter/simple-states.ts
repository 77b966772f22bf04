import type { Json } from "../language/json.ts";
import { OutsideError, runtimeError, statesError } from "../language/states-error.ts";
import { parseTimestamp } from "../language/timestamp.ts";
import { Aborted } from "./limits.ts";
import { outside, type StateHandler, type Visit } from "./visit.ts";

const MAX_WAIT_SECONDS = 99_999_999;

export const pass: StateHandler = async ({ state, scope, language }) => {
  const input = await language.effectiveInput(scope);
  const payload = await language.payload(scope, input);
  const { Result: result } = state;
  return {
    ...(await language.handOverResult(scope, result === undefined ? payload : result)),
    next: state.Next,
  };
};

export const succeed: StateHandler = async ({ scope, language }) => ({
  ...(await language.handOverInput(scope, await language.effectiveInput(scope))),
  next: undefined,
});

export const fail: StateHandler = async ({ scope, language }) => {
  const input = await language.effectiveInput(scope);
  const [error, cause] = [
    await language.field(scope, input, "Error"),
    await language.field(scope, input, "Cause"),
  ];
  throw new OutsideError(text("Error", error), text("Cause", cause));
};

export const choice: StateHandler = async ({ state, scope, language }) => {
  const input = await language.effectiveInput(scope);
  const index = await language.choose(scope, input);
  const rule = index === undefined ? undefined : state.Choices?.[index];
  if (rule !== undefined && index !== undefined)
    return { ...(await language.handOverChoice(scope, input, rule, index)), next: rule.Next };
  if (state.Default === undefined)
    throw statesError(
      "States.NoChoiceMatched",
      "Failed to transition out of the state. The state does not point to a next state.",
    );
  return { ...(await language.handOverInput(scope, input)), next: state.Default };
};

export const wait: StateHandler = async (visit) => {
  const { state, frame, scope, language, host, signal } = visit;
  const input = await language.effectiveInput(scope);
  if (frame.until === undefined) {
    frame.until = await waitEnd(visit, input);
    host.save();
  }
  await outside(host, host.sleepUntil(frame.until, signal));
  if (signal.aborted) throw new Aborted();
  return { ...(await language.handOverInput(scope, input)), next: state.Next };
};

async function waitEnd({ state, scope, language, host }: Visit, input: Json): Promise<number> {
  if (state.Timestamp !== undefined || state.TimestampPath !== undefined) {
    const timestamp = await language.field(scope, input, "Timestamp");
    const instant = typeof timestamp === "string" ? parseTimestamp(timestamp) : undefined;
    if (instant === undefined)
      throw runtimeError(
        `The Timestamp parameter does not reference a valid ISO-8601 extended offset date-time format string: ${JSON.stringify(timestamp)}`,
      );
    return instant;
  }
  const seconds = await language.field(scope, input, "Seconds");
  if (typeof seconds !== "number" || !Number.isInteger(seconds) || seconds < 0 || seconds > MAX_WAIT_SECONDS)
    throw runtimeError(
      `Expected an integer from 0 to ${MAX_WAIT_SECONDS} for the Seconds parameter, but got ${JSON.stringify(seconds)}`,
    );
  return host.now() + seconds * 1_000;
}

function text(field: string, value: Json | undefined): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw runtimeError(`Expected a string for the ${field} parameter, but got ${JSON.stringify(value)}`);
}
