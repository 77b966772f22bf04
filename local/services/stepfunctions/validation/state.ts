import type { Service } from "../../../core/service.ts";
import { actionOf } from "../integrations/actions.ts";
import { parseResource } from "../interpreter/resource.ts";
import { COMPARISONS, TESTS } from "../language/choice.ts";
import type { QueryLanguageName, StateType } from "../language/definition.ts";
import { isObject, type Json, type JsonObject } from "../language/json.ts";
import type { Findings } from "./diagnostic.ts";
import { checkExpressions, checkPath, checkPathOrIntrinsic, checkTemplate } from "./expressions.ts";
import { DISTRIBUTED_FIELDS, FIELDS, REQUIRED } from "./fields.ts";
import { checkRecovery } from "./recovery.ts";

export interface StateContext {
  readonly findings: Findings;
  readonly express: boolean;
  readonly machineLanguage: QueryLanguageName;
  readonly service: (signingName: string) => Service | undefined;
  /** The names of all states so far. */
  readonly names: Set<string>;
  readonly checkMachine: (machine: unknown, location: string) => void;
}

export function checkState(state: Json, location: string, context: StateContext): void {
  const { findings } = context;
  if (!isObject(state)) {
    findings.schema(location, "A state must be a JSON object");
    return;
  }
  const { Type: type } = state;
  if (type === undefined) {
    findings.schema(location, "These fields are required: [Type]");
    return;
  }
  if (typeof type !== "string" || !Object.hasOwn(FIELDS, type)) {
    findings.schema(`${location}/Type`, `Value is not one of [${Object.keys(FIELDS).join(", ")}]: ${type}`);
    return;
  }
  const language = languageOf(state, location, context);
  checkFields(state, type as StateType, language, location, findings);
  checkEnd(state, type as StateType, location, findings);
  if (language === "JSONPath") checkPaths(state, location, findings);
  else checkExpressions(withoutParts(state), location, findings);
  checkRecovery(state, location, findings);
  if (type === "Task") checkResource(state, location, context);
  if (type === "Choice") checkChoices(state, language, location, findings);
  if (type === "Wait") checkWait(state, location, findings);
  if (type === "Parallel" && Array.isArray(state.Branches))
    for (const [index, branch] of state.Branches.entries())
      context.checkMachine(branch, `${location}/Branches[${index}]`);
  if (type === "Map") checkMap(state, location, context);
}

function languageOf(
  state: JsonObject,
  location: string,
  { machineLanguage, findings }: StateContext,
): QueryLanguageName {
  const { QueryLanguage: own } = state;
  if (own === undefined) return machineLanguage;
  if (own === "JSONata") return "JSONata";
  if (own !== "JSONPath")
    findings.schema(location, "The value for the field 'QueryLanguage' must be 'JSONPath' or 'JSONata'");
  else if (machineLanguage === "JSONata")
    findings.schema(
      location,
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
    );
  return "JSONPath";
}

function checkFields(
  state: JsonObject,
  type: StateType,
  language: QueryLanguageName,
  location: string,
  findings: Findings,
): void {
  const fields = FIELDS[type];
  const other = language === "JSONPath" ? "JSONata" : "JSONPath";
  for (const name of Object.keys(state)) {
    if (fields.both.includes(name) || fields[language].includes(name)) continue;
    if (type === "Map" && DISTRIBUTED_FIELDS.includes(name))
      findings.schema(
        location,
        `The local cloud does not have distributed maps: Field '${name}' is not supported`,
      );
    else if (name === "Credentials")
      findings.schema(
        location,
        "The local cloud does not have tasks with a role of their own: leave 'Credentials' out",
      );
    else if (fields[other].includes(name))
      findings.schema(
        location,
        `The QueryLanguage is set to '${language}', but field '${name}' is only supported for the '${other}' QueryLanguage`,
      );
    else findings.schema(location, `Field '${name}' is not supported`);
  }
  const missing = (REQUIRED[type] ?? []).filter((name) => state[name] === undefined);
  if (missing.length > 0) findings.schema(location, `These fields are required: [${missing.join(", ")}]`);
  for (const pair of [
    ["TimeoutSeconds", "TimeoutSecondsPath"],
    ["HeartbeatSeconds", "HeartbeatSecondsPath"],
    ["Error", "ErrorPath"],
    ["Cause", "CausePath"],
    ["MaxConcurrency", "MaxConcurrencyPath"],
    ["ItemProcessor", "Iterator"],
    ["ItemSelector", "Parameters"],
  ])
    if (type !== "Pass" && pair.every((name) => state[name] !== undefined))
      findings.schema(location, `Only one of these fields may be set: [${pair.join(", ")}]`);
  for (const name of ["TimeoutSeconds", "HeartbeatSeconds"]) {
    const value = state[name];
    if (typeof value === "number" && !(Number.isInteger(value) && value >= 1 && value <= 99_999_999))
      findings.schema(`${location}/${name}`, "The value must be an integer from 1 to 99999999");
    if (
      value !== undefined &&
      typeof value !== "number" &&
      !(language === "JSONata" && typeof value === "string")
    )
      findings.schema(`${location}/${name}`, "The value must be an integer");
  }
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout === "number" && typeof heartbeat === "number" && heartbeat >= timeout)
    findings.schema(`${location}/HeartbeatSeconds`, "The heartbeat must be smaller than the timeout");
}

function checkEnd(state: JsonObject, type: StateType, location: string, findings: Findings): void {
  if (type === "Choice" || type === "Succeed" || type === "Fail") return;
  const { Next: next, End: end } = state;
  if (end !== undefined && typeof end !== "boolean")
    findings.schema(`${location}/End`, "The value must be a boolean");
  if ((next !== undefined) === (end === true))
    findings.schema(location, "Exactly one of these fields is required: [Next, End]");
}

function checkPaths(state: JsonObject, location: string, findings: Findings): void {
  for (const name of ["InputPath", "OutputPath"]) checkPath(state[name], `${location}/${name}`, findings);
  checkPath(state.ResultPath, `${location}/ResultPath`, findings, true);
  if (typeof state.ResultPath === "string" && /^\$[^.[]/.test(state.ResultPath))
    findings.schema(
      `${location}/ResultPath`,
      "The value for the field 'ResultPath' must be a valid Reference Path into the input",
    );
  for (const name of [
    "ItemsPath",
    "SecondsPath",
    "TimestampPath",
    "TimeoutSecondsPath",
    "HeartbeatSecondsPath",
    "MaxConcurrencyPath",
  ])
    checkPath(state[name], `${location}/${name}`, findings, true);
  for (const name of ["ErrorPath", "CausePath"])
    if (state[name] !== undefined) checkPathOrIntrinsic(state[name], `${location}/${name}`, findings);
  for (const name of ["Parameters", "ResultSelector", "ItemSelector", "Assign"])
    checkTemplate(state[name], `${location}/${name}`, findings);
}

/** A state without the states in it. */
function withoutParts({
  Branches: _branches,
  ItemProcessor: _processor,
  Iterator: _iterator,
  ...own
}: JsonObject): JsonObject {
  return own;
}

function checkResource(
  state: JsonObject,
  location: string,
  { findings, express, service }: StateContext,
): void {
  const { Resource: resource } = state;
  if (resource === undefined) return;
  const at = `${location}/Resource`;
  const parsed = typeof resource === "string" ? parseResource(resource) : undefined;
  if (parsed === undefined) {
    findings.schema(
      at,
      `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
    );
    return;
  }
  if (parsed.kind === "function") return;
  const action = actionOf(parsed.type, parsed.action, service);
  if (action === undefined || !action.patterns.includes(parsed.pattern)) {
    findings.schema(
      at,
      `The local cloud does not have the service integration ${parsed.type}:${parsed.name}.`,
    );
    return;
  }
  if (express && parsed.pattern !== "")
    findings.schema(at, `Express state machine does not support '${parsed.pattern}' service integration `);
  const member = state.Arguments === undefined ? "Parameters" : "Arguments";
  const parameters = state[member];
  if (!isObject(parameters)) return;
  const names = Object.keys(parameters).map((name) => name.replace(/\.\$$/, ""));
  for (const name of names)
    if (action.parameters?.includes(name) === false)
      findings.schema(`${location}/${member}`, `The field '${name}' is not supported by Step Functions`);
  const missing = (action.required ?? []).filter((name) => !names.includes(name));
  if (missing.length > 0)
    findings.schema(
      `${location}/${member}`,
      `The following parameters are required: [${missing.join(", ")}]`,
    );
  if (parsed.pattern === ".waitForTaskToken" && !JSON.stringify(parameters).includes("ask.Token"))
    findings.schema(
      `${location}/${member}`,
      "The task token must be passed with $$.Task.Token or $states.context.Task.Token",
    );
}

function checkChoices(
  state: JsonObject,
  language: QueryLanguageName,
  location: string,
  findings: Findings,
): void {
  const { Choices: choices } = state;
  if (choices === undefined) return;
  if (!Array.isArray(choices) || choices.length === 0) {
    findings.schema(`${location}/Choices`, "It must be an array with one rule or more");
    return;
  }
  for (const [index, rule] of choices.entries()) {
    const at = `${location}/Choices[${index}]`;
    if (!isObject(rule)) {
      findings.schema(at, "A rule must be a JSON object");
      continue;
    }
    if (typeof rule.Next !== "string") findings.schema(at, "These fields are required: [Next]");
    if (language === "JSONPath") checkRule(rule, at, findings, true);
    else if (typeof rule.Condition !== "string" && typeof rule.Condition !== "boolean")
      findings.schema(at, "These fields are required: [Condition]");
  }
}

function checkRule(rule: JsonObject, location: string, findings: Findings, top: boolean): void {
  const known = ["Next", "Comment", "Assign"];
  if (!top && rule.Next !== undefined)
    findings.schema(location, "Field 'Next' is not supported in a nested rule");
  const operators = Object.keys(rule).filter((name) => !known.includes(name) && name !== "Variable");
  const [operator] = operators;
  if (operator === undefined || operators.length > 1) {
    findings.schema(location, "A rule must have exactly one comparison");
    return;
  }
  const operand = rule[operator];
  if (operator === "And" || operator === "Or") {
    if (!Array.isArray(operand) || operand.length === 0) {
      findings.schema(`${location}/${operator}`, "It must be an array with one rule or more");
      return;
    }
    operand.forEach((part, index) => {
      if (isObject(part)) checkRule(part, `${location}/${operator}[${index}]`, findings, false);
      else findings.schema(`${location}/${operator}[${index}]`, "A rule must be a JSON object");
    });
    return;
  }
  if (operator === "Not") {
    if (isObject(operand)) {
      checkRule(operand, `${location}/Not`, findings, false);
      return;
    }
    findings.schema(`${location}/Not`, "A rule must be a JSON object");
    return;
  }
  if (rule.Variable === undefined) findings.schema(location, "These fields are required: [Variable]");
  checkPath(rule.Variable, `${location}/Variable`, findings, true);
  checkOperand(operator, operand as Json, `${location}/${operator}`, findings);
}

function checkOperand(operator: string, operand: Json, location: string, findings: Findings): void {
  const wrong = (type: string) =>
    findings.schema(location, `The value for the field '${operator}' must be ${type}`);
  if (Object.hasOwn(TESTS, operator)) {
    if (typeof operand !== "boolean") wrong("a boolean");
    return;
  }
  if (operator === "StringMatches") {
    if (typeof operand !== "string") wrong("a string");
    return;
  }
  const fromPath = operator.endsWith("Path");
  const comparison = COMPARISONS[fromPath ? operator.slice(0, -"Path".length) : operator];
  if (comparison === undefined) {
    findings.schema(location, `Field '${operator}' is not supported`);
    return;
  }
  if (fromPath) checkPath(operand, location, findings, true);
  else if (!comparison.accepts(operand))
    wrong(`a ${operator.replace(/(Less|Greater|Equals).*/, "").toLowerCase()}`);
}

function checkWait(state: JsonObject, location: string, findings: Findings): void {
  const fields = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"];
  const given = fields.filter((name) => state[name] !== undefined);
  if (given.length !== 1)
    findings.schema(location, `Exactly one of these fields is required: [${fields.join(", ")}]`);
  const { Seconds: seconds } = state;
  if (typeof seconds === "number" && !(Number.isInteger(seconds) && seconds >= 0 && seconds <= 99_999_999))
    findings.schema(`${location}/Seconds`, "The value must be an integer from 0 to 99999999");
}

function checkMap(state: JsonObject, location: string, { findings, checkMachine }: StateContext): void {
  const name = state.ItemProcessor === undefined ? "Iterator" : "ItemProcessor";
  const processor = state[name];
  if (processor === undefined) {
    findings.schema(location, "These fields are required: [ItemProcessor]");
    return;
  }
  if (
    isObject(processor) &&
    isObject(processor.ProcessorConfig) &&
    processor.ProcessorConfig.Mode === "DISTRIBUTED"
  )
    findings.schema(
      `${location}/${name}/ProcessorConfig`,
      "The local cloud does not have distributed maps: use the Mode INLINE",
    );
  checkMachine(processor, `${location}/${name}`);
}
