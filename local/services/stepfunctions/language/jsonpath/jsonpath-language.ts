import { ruleHolds } from "../choice.ts";
import type { Catcher, State } from "../definition.ts";
import type { Chance } from "../intrinsics/functions.ts";
import type { Json, JsonObject } from "../json.ts";
import { evaluate, fillTemplate } from "../payload-template.ts";
import type { ErrorOutput, Handover, QueryLanguage, StateScope } from "../query-language.ts";
import { runtimeError, statesError } from "../states-error.ts";
import { Path, type PathScope } from "./path.ts";

/**
 * JSONPath: `InputPath`, `Parameters`, `ResultSelector`, `ResultPath` and `OutputPath`, in this order.
 * Source: Amazon States Language specification, "Input and output processing".
 */
export class JsonPathLanguage implements QueryLanguage {
  readonly #chance: Chance;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  async effectiveInput(scope: StateScope): Promise<Json> {
    return filtered("InputPath", scope.state.InputPath, over(scope, scope.input));
  }

  async payload(scope: StateScope, input: Json): Promise<Json> {
    const { Parameters: template } = scope.state;
    return template === undefined ? input : fillTemplate(template, over(scope, input), this.#chance);
  }

  async selectedResult(scope: StateScope, result: Json): Promise<Json> {
    const { ResultSelector: template } = scope.state;
    return template === undefined ? result : fillTemplate(template, over(scope, result), this.#chance);
  }

  async handOverResult(scope: StateScope, result: Json): Promise<Handover> {
    const combined = combine(scope.state.ResultPath, scope.input, result);
    const output = filtered("OutputPath", scope.state.OutputPath, over(scope, combined));
    return { output, ...this.#assigned(scope, scope.state.Assign, result) };
  }

  async handOverInput(scope: StateScope, input: Json): Promise<Handover> {
    const output = filtered("OutputPath", scope.state.OutputPath, over(scope, input));
    return { output, ...this.#assigned(scope, scope.state.Assign, input) };
  }

  async handOverError(
    scope: StateScope,
    catcher: Catcher,
    _index: number,
    error: ErrorOutput,
  ): Promise<Handover> {
    const output = combine(catcher.ResultPath, scope.input, error);
    return { output, ...this.#assigned(scope, catcher.Assign, error) };
  }

  async choose(scope: StateScope, input: Json): Promise<number | undefined> {
    const index = (scope.state.Choices ?? []).findIndex((rule) =>
      ruleHolds(rule as JsonObject, over(scope, input)),
    );
    return index < 0 ? undefined : index;
  }

  async handOverChoice(
    scope: StateScope,
    input: Json,
    rule: { readonly Assign?: JsonObject },
  ): Promise<Handover> {
    const output = filtered("OutputPath", scope.state.OutputPath, over(scope, input));
    return { output, ...this.#assigned(scope, rule.Assign, input) };
  }

  async field(scope: StateScope, input: Json, name: keyof State & string): Promise<Json | undefined> {
    const pathField = `${name}Path` as keyof State;
    const path = scope.state[pathField] as string | undefined;
    if (path === undefined) return scope.state[name] as Json | undefined;
    if (path.startsWith("States.")) return evaluate(pathField, path, over(scope, input), this.#chance);
    const value = Path.parse(path).read(over(scope, input));
    if (value === undefined)
      throw runtimeError(`The ${pathField} parameter does not reference an input value: ${path}`);
    return value;
  }

  async items(scope: StateScope, input: Json): Promise<Json> {
    const { ItemsPath: path = "$" } = scope.state;
    const items = Path.parse(path).read(over(scope, input));
    if (items === undefined) throw runtimeError(`Reference path "${path}" must point to array.`);
    return items;
  }

  async itemInput(scope: StateScope, input: Json, item: Json): Promise<Json> {
    const template = scope.state.ItemSelector ?? scope.state.Parameters;
    return template === undefined ? item : fillTemplate(template, over(scope, input), this.#chance);
  }

  /** In an assignment the data is the result; all see the variables as they were before. */
  #assigned(
    scope: StateScope,
    template: JsonObject | undefined,
    data: Json,
  ): { readonly assigned?: JsonObject } {
    if (template === undefined) return {};
    return { assigned: fillTemplate(template, over(scope, data), this.#chance) as JsonObject };
  }
}

function over({ variables, context }: StateScope, data: Json): PathScope {
  return {
    data,
    variables,
    get context() {
      return context();
    },
  };
}

/** What a path leaves of the data; nothing but an empty object where it is null. */
function filtered(field: string, path: string | null | undefined, scope: PathScope): Json {
  if (path === null) return {};
  const value = Path.parse(path ?? "$").read(scope);
  if (value === undefined)
    throw runtimeError(`Invalid path '${path}': the ${field} references an invalid value.`);
  return value;
}

/** Puts a result where `ResultPath` says; null drops it. */
function combine(path: string | null | undefined, input: Json, result: Json): Json {
  if (path === null) return input;
  try {
    return Path.parse(path ?? "$").write(input, result);
  } catch {
    throw statesError(
      "States.ResultPathMatchFailure",
      `Unable to apply ReferencePath ${path} to input ${JSON.stringify(input)}`,
    );
  }
}
