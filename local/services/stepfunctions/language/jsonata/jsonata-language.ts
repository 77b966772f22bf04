import type { Catcher, ChoiceRule, State } from "../definition.ts";
import type { Json, JsonObject } from "../json.ts";
import type { ErrorOutput, Handover, QueryLanguage, StateScope } from "../query-language.ts";
import { EvaluationError, type Evaluator } from "./evaluator.ts";

interface Extra {
  readonly result?: Json;
  readonly errorOutput?: Json;
}

/**
 * JSONata: `Arguments`, `Output` and `Assign`, whose expressions see `$states` and the variables.
 * Source: Step Functions Developer Guide, "Transforming data with JSONata in Step Functions".
 */
export class JsonataLanguage implements QueryLanguage {
  readonly #evaluator: Evaluator;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  async effectiveInput({ input }: StateScope): Promise<Json> {
    return input;
  }

  async payload(scope: StateScope, input: Json): Promise<Json> {
    const { Arguments: template } = scope.state;
    return template === undefined ? input : await this.#fill(template, "Arguments", scope);
  }

  async selectedResult(_scope: StateScope, result: Json): Promise<Json> {
    return result;
  }

  async handOverResult(scope: StateScope, result: Json): Promise<Handover> {
    return await this.#handOver(scope, scope.state, "", result, { result });
  }

  async handOverInput(scope: StateScope, input: Json): Promise<Handover> {
    return await this.#handOver(scope, scope.state, "", input);
  }

  async handOverError(
    scope: StateScope,
    catcher: Catcher,
    index: number,
    error: ErrorOutput,
  ): Promise<Handover> {
    return await this.#handOver(scope, catcher, `Catch[${index}]/`, error, { errorOutput: error });
  }

  async choose(scope: StateScope): Promise<number | undefined> {
    for (const [index, { Condition }] of (scope.state.Choices ?? []).entries()) {
      const field = `Choices[${index}]/Condition`;
      const holds = await this.#fill(Condition as Json, field, scope);
      if (typeof holds !== "boolean")
        throw new EvaluationError(
          field,
          `The JSONata expression '${Condition}' specified for the field '${field}' returned an unexpected result type. Expected 'boolean', but was '${typeOf(holds)}' for value: ${JSON.stringify(holds)}`,
        );
      if (holds) return index;
    }
    return undefined;
  }

  /** A rule without an output has the state's. */
  async handOverChoice(scope: StateScope, input: Json, rule: ChoiceRule, index: number): Promise<Handover> {
    const prefix = `Choices[${index}]/`;
    if (rule.Output !== undefined || scope.state.Output === undefined)
      return await this.#handOver(scope, rule, prefix, input);
    const { assigned } = await this.#handOver(scope, { Assign: rule.Assign }, prefix, input);
    const { output } = await this.#handOver(scope, { Output: scope.state.Output }, "", input);
    return { output, ...(assigned && { assigned }) };
  }

  async field(scope: StateScope, _input: Json, name: keyof State & string): Promise<Json | undefined> {
    const value = scope.state[name] as Json | undefined;
    return value === undefined ? undefined : await this.#fill(value, name, scope);
  }

  async items(scope: StateScope, input: Json): Promise<Json> {
    const { Items: items } = scope.state;
    return items === undefined ? input : await this.#fill(items, "Items", scope);
  }

  async itemInput(scope: StateScope, _input: Json, item: Json): Promise<Json> {
    const { ItemSelector: template } = scope.state;
    return template === undefined ? item : await this.#fill(template, "ItemSelector", scope);
  }

  async #handOver(
    scope: StateScope,
    { Output, Assign }: { readonly Output?: Json | undefined; readonly Assign?: JsonObject | undefined },
    prefix: string,
    otherwise: Json,
    extra: Extra = {},
  ): Promise<Handover> {
    const output =
      Output === undefined ? otherwise : await this.#fill(Output, `${prefix}Output`, scope, extra);
    if (Assign === undefined) return { output };
    return { output, assigned: (await this.#fill(Assign, `${prefix}Assign`, scope, extra)) as JsonObject };
  }

  #fill(template: Json, location: string, { input, context, variables }: StateScope, extra: Extra = {}) {
    const states = { input, context: context(), ...extra };
    return this.#evaluator.fill(template, location, { ...variables, states });
  }
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
