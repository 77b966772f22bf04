import type { Service } from "../../../core/service.ts";
import { isObject, type JsonObject } from "../language/json.ts";
import { type Diagnostic, Findings } from "./diagnostic.ts";
import { checkState, type StateContext } from "./state.ts";
import { checkTransitions } from "./transitions.ts";

const MAX_DEFINITION_BYTES = 1_048_576;
const TOP_FIELDS = ["Comment", "StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage"];
const PROCESSOR_FIELDS = ["Comment", "StartAt", "States", "ProcessorConfig"];
const MAX_TIMEOUT_SECONDS = 99_999_999;

export interface DefinitionOptions {
  readonly express: boolean;
  /** Finds what a task calls by its signing name. */
  readonly service: (signingName: string) => Service | undefined;
}

/** What AWS would not accept of a definition, as its text is. Source: floci and LocalStack's records of AWS's answers. */
export function validateDefinition(text: string, options: DefinitionOptions): readonly Diagnostic[] {
  const findings = new Findings();
  const definition = parse(text, findings);
  if (definition === undefined) return findings.list;
  const language = definition.QueryLanguage ?? "JSONPath";
  if (language !== "JSONPath" && language !== "JSONata")
    findings.schema(
      "/QueryLanguage",
      "The value for the field 'QueryLanguage' must be 'JSONPath' or 'JSONata'",
    );
  const timeout = definition.TimeoutSeconds;
  if (
    timeout !== undefined &&
    !(Number.isInteger(timeout) && Number(timeout) >= 1 && Number(timeout) <= MAX_TIMEOUT_SECONDS)
  )
    findings.schema("/TimeoutSeconds", `The value must be an integer from 1 to ${MAX_TIMEOUT_SECONDS}`);
  const context: StateContext = {
    ...options,
    findings,
    machineLanguage: language === "JSONata" ? "JSONata" : "JSONPath",
    names: new Set(),
    checkMachine: (machine, location) => checkMachine(machine, location, PROCESSOR_FIELDS, context),
  };
  checkMachine(definition, "", TOP_FIELDS, context);
  return findings.list;
}

function parse(text: string, findings: Findings): JsonObject | undefined {
  if (Buffer.byteLength(text) > MAX_DEFINITION_BYTES) {
    findings.schema("/", `The definition has more than ${MAX_DEFINITION_BYTES} bytes`);
    return undefined;
  }
  try {
    const value: unknown = text.trim() === "" ? undefined : JSON.parse(text);
    if (isObject(value)) return value;
    findings.add("SCHEMA_VALIDATION_FAILED", undefined, "Definition must be a valid JSON object");
  } catch (error) {
    findings.add("INVALID_JSON_DESCRIPTION", undefined, (error as Error).message);
  }
  return undefined;
}

function checkMachine(
  machine: unknown,
  location: string,
  fields: readonly string[],
  context: StateContext,
): void {
  const { findings } = context;
  const at = location === "" ? "/" : location;
  if (!isObject(machine)) {
    findings.schema(at, "It must be a JSON object");
    return;
  }
  const missing = ["States", "StartAt"].filter((name) => machine[name] === undefined);
  if (missing.length > 0) findings.schema(at, `These fields are required: [${missing.join(", ")}]`);
  for (const name of Object.keys(machine))
    if (!fields.includes(name)) findings.schema(at, `Field '${name}' is not supported`);
  const { States: states } = machine;
  if (states === undefined) return;
  if (!isObject(states) || Object.keys(states).length === 0) {
    findings.schema(`${location}/States`, "It must be a JSON object with one state or more");
    return;
  }
  for (const [name, state] of Object.entries(states)) {
    const place = `${location}/States/${name}`;
    if (name.length > 80) findings.schema(place, "The name of a state must have 80 characters or fewer");
    if (context.names.has(name)) findings.add("DUPLICATE_STATE_NAME", place, `Duplicate State name: ${name}`);
    context.names.add(name);
    checkState(state, place, context);
  }
  checkTransitions(machine, location, findings);
}
