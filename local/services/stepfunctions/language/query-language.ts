import type { Catcher, ChoiceRule, State } from "./definition.ts";
import type { Json, JsonObject } from "./json.ts";

/** What the fields of a state are evaluated against. */
export interface StateScope {
  readonly state: State;
  /** What the state was entered with. */
  readonly input: Json;
  readonly variables: Readonly<Record<string, Json>>;
  /** The context object as it is now. */
  readonly context: () => JsonObject;
}

/** What a state hands over to the next one. */
export interface Handover {
  readonly output: Json;
  /** The variables that the state assigns. */
  readonly assigned?: JsonObject;
}

/** A failed task, branch or expression, as catchers see it. */
export interface ErrorOutput {
  readonly [key: string]: Json;
}

/** How the fields of a state are read and its data is put together, in one of the two languages. */
export interface QueryLanguage {
  /** What the state works on: the input as `InputPath` has it. */
  effectiveInput(scope: StateScope): Promise<Json>;
  /** What a task is called with, or the branches of a parallel state start with. */
  payload(scope: StateScope, input: Json): Promise<Json>;
  /** The result of a task, a parallel state or a map as `ResultSelector` has it. */
  selectedResult(scope: StateScope, result: Json): Promise<Json>;
  /** The end of a state that has a result. */
  handOverResult(scope: StateScope, result: Json): Promise<Handover>;
  /** The end of a state without a result of its own. */
  handOverInput(scope: StateScope, input: Json): Promise<Handover>;
  /** The end of a state whose error a catcher takes. */
  handOverError(scope: StateScope, catcher: Catcher, index: number, error: ErrorOutput): Promise<Handover>;
  /** The position of the first rule that holds. */
  choose(scope: StateScope, input: Json): Promise<number | undefined>;
  /** The end of a choice by one of its rules. */
  handOverChoice(scope: StateScope, input: Json, rule: ChoiceRule, index: number): Promise<Handover>;
  /** A field such as `Seconds`, which may be a path under the name with `Path` at its end or an expression. */
  field(scope: StateScope, input: Json, name: keyof State & string): Promise<Json | undefined>;
  /** What a map runs over. */
  items(scope: StateScope, input: Json): Promise<Json>;
  /** What a map's iteration starts with; its item is in the context object. */
  itemInput(scope: StateScope, input: Json, item: Json): Promise<Json>;
}
