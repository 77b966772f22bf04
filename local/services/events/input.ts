import type { Json } from "../stepfunctions/language/json.ts";
import { Path } from "../stepfunctions/language/jsonpath/path.ts";
import { notValid } from "./errors.ts";
import { formatTime, type Incoming } from "./event.ts";

/** What a target gets: the event, part of it, a constant, or what a template makes of it. */
export interface TargetInput {
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

/** The rule as templates name it. */
export interface InputRule {
  readonly arn: string;
  readonly name: string;
}

/** Source: EventBridge API Reference, `Target` and `InputTransformer`. */
const MAX_PATHS = 100;
const MAX_CHARACTERS = 8_192;

/** @throws {AwsError} `ValidationException` */
export function checkInput({ Input, InputPath, InputTransformer }: TargetInput, targetId: string): void {
  if ([Input, InputPath, InputTransformer].filter((given) => given !== undefined).length > 1)
    throw notValid(
      "Input",
      `only one of Input, InputPath, or InputTransformer must be provided for target ${targetId}.`,
    );
  if (Input !== undefined) {
    if (Input.length > MAX_CHARACTERS)
      throw notValid("Input", `it has more than ${MAX_CHARACTERS} characters.`);
    if (parsed(Input) === undefined)
      throw notValid("Input", `JSON syntax error in input for target ${targetId}.`);
  }
  if (InputPath !== undefined) checkPath("InputPath", InputPath);
  if (InputTransformer !== undefined) checkTransformer(InputTransformer);
}

function checkTransformer({
  InputPathsMap = {},
  InputTemplate,
}: NonNullable<TargetInput["InputTransformer"]>): void {
  const paths = Object.entries(InputPathsMap);
  if (paths.length > MAX_PATHS) throw notValid("InputPathsMap", `it has more than ${MAX_PATHS} paths.`);
  if (InputTemplate.length < 1 || InputTemplate.length > MAX_CHARACTERS)
    throw notValid("InputTemplate", `it must have 1 to ${MAX_CHARACTERS} characters.`);
  for (const [name, path] of paths) {
    if (!/^[A-Za-z0-9_-]+$/.test(name) || /^aws/i.test(name))
      throw notValid("InputPathsMap", `${name} is not a name of a variable, which must not begin with AWS.`);
    checkPath("InputPathsMap", path);
  }
  const unknown = [...InputTemplate.matchAll(/<([A-Za-z0-9_-]+)>/g)].find(
    ([, name = ""]) => !Object.hasOwn(InputPathsMap, name),
  );
  if (unknown !== undefined)
    throw notValid("InputTemplate", `the variable ${unknown[0]} is not in InputPathsMap.`);
}

function checkPath(parameter: string, path: string): void {
  try {
    if (Path.parse(path).root.kind === "data") return;
  } catch {}
  throw notValid(parameter, `${path} is not a JSON path such as $.detail.`);
}

/** The payload of a target, as text. */
export function inputOf(input: TargetInput, incoming: Incoming, rule: InputRule): string {
  const { event } = incoming;
  if (input.Input !== undefined) return input.Input;
  if (input.InputPath !== undefined) return JSON.stringify(select(input.InputPath, event) ?? {});
  if (input.InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap = {}, InputTemplate } = input.InputTransformer;
  const values = {
    ...Object.fromEntries(Object.entries(InputPathsMap).map(([name, path]) => [name, select(path, event)])),
    ...reserved(incoming, rule),
  };
  return fill(InputTemplate, values);
}

/** Source: EventBridge User Guide, "Amazon EventBridge input transformation", predefined variables. */
function reserved({ event, ingestedAt }: Incoming, rule: InputRule): Readonly<Record<string, Json>> {
  const { detail, ...envelope } = event;
  return {
    "aws.events.rule-arn": rule.arn,
    "aws.events.rule-name": rule.name,
    "aws.events.event.ingestion-time": formatTime(ingestedAt),
    "aws.events.event": envelope as unknown as Json,
    "aws.events.event.json": event as unknown as Json,
  };
}

/**
 * A variable within quotes is put in as text, any other as JSON. What the event does not have leaves nothing within
 * quotes and an empty text outside of them.
 */
function fill(template: string, values: Readonly<Record<string, Json | undefined>>): string {
  let quoted = false;
  return template.replace(/\\.|"|<([A-Za-z0-9_.-]+)>/gs, (found, name: string | undefined) => {
    if (found === '"') quoted = !quoted;
    if (name === undefined || !Object.hasOwn(values, name)) return found;
    const value = values[name];
    if (!quoted) return JSON.stringify(value ?? "");
    if (value === undefined || value === null) return "";
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}

function select(path: string, event: object): Json | undefined {
  return Path.parse(path).read({ data: event as Json, context: null, variables: {} });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
