import { isObject, type Json, type JsonObject } from "../language/json.ts";
import type { Findings } from "./diagnostic.ts";
import { checkPath } from "./expressions.ts";

interface Range {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

const RETRIER: Readonly<Record<string, Range>> = {
  IntervalSeconds: { min: 1, max: 99_999_999, integer: true },
  MaxAttempts: { min: 0, max: 99_999_999, integer: true },
  BackoffRate: { min: 1, max: Number.MAX_VALUE, integer: false },
  MaxDelaySeconds: { min: 1, max: 31_622_399, integer: true },
};

/** The retriers and catchers of a state. Source: Amazon States Language specification, "Errors". */
export function checkRecovery(state: JsonObject, location: string, findings: Findings): void {
  for (const [index, retrier] of rules(state.Retry, `${location}/Retry`, findings)) {
    const at = `${location}/Retry[${index}]`;
    checkErrors(retrier, index, state.Retry as readonly Json[], at, findings);
    for (const [name, { min, max, integer }] of Object.entries(RETRIER)) {
      const value = retrier[name];
      if (value === undefined) continue;
      if (typeof value !== "number" || value < min || value > max || (integer && !Number.isInteger(value)))
        findings.schema(
          `${at}/${name}`,
          `The value must be ${integer ? "an integer" : "a number"} of ${min} or more`,
        );
    }
    if (
      retrier.JitterStrategy !== undefined &&
      retrier.JitterStrategy !== "FULL" &&
      retrier.JitterStrategy !== "NONE"
    )
      findings.schema(`${at}/JitterStrategy`, "The value must be one of [FULL, NONE]");
  }
  for (const [index, catcher] of rules(state.Catch, `${location}/Catch`, findings)) {
    const at = `${location}/Catch[${index}]`;
    checkErrors(catcher, index, state.Catch as readonly Json[], at, findings);
    if (typeof catcher.Next !== "string") findings.schema(at, "These fields are required: [Next]");
    checkPath(catcher.ResultPath, `${at}/ResultPath`, findings, true);
  }
}

function* rules(
  value: Json | undefined,
  location: string,
  findings: Findings,
): Iterable<readonly [index: number, rule: JsonObject]> {
  if (value === undefined) return;
  if (!Array.isArray(value)) {
    findings.schema(location, "It must be an array");
    return;
  }
  for (const [index, rule] of value.entries())
    if (isObject(rule)) yield [index, rule];
    else findings.schema(`${location}[${index}]`, "It must be a JSON object");
}

function checkErrors(
  { ErrorEquals: names }: JsonObject,
  index: number,
  all: readonly Json[],
  location: string,
  findings: Findings,
): void {
  if (!Array.isArray(names) || names.length === 0 || names.some((name) => typeof name !== "string")) {
    findings.schema(
      location,
      "These fields are required: [ErrorEquals], an array with one error name or more",
    );
    return;
  }
  if (!names.includes("States.ALL")) return;
  if (names.length > 1) findings.schema(`${location}/ErrorEquals`, "States.ALL must appear alone");
  if (index !== all.length - 1)
    findings.schema(`${location}/ErrorEquals`, "States.ALL must appear in the last element of the array");
}
