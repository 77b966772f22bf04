import type { Definition, Machine, State } from "../language/definition.ts";
import type { Json, JsonObject } from "../language/json.ts";
import { EvaluationError } from "../language/jsonata/evaluator.ts";
import type { QueryLanguage } from "../language/query-language.ts";
import { matchesError, OutsideError, StatesError } from "../language/states-error.ts";
import { map, parallel, told } from "./branches.ts";
import { enter, type Frame, forget } from "./frame.ts";
import type { Host } from "./host.ts";
import { Aborted, checkSize } from "./limits.ts";
import { retryDelay } from "./retry.ts";
import { choice, fail, pass, succeed, wait } from "./simple-states.ts";
import { task } from "./task.ts";
import { type Departure, outside, type StateHandler, type Visit } from "./visit.ts";

const HANDLERS: Readonly<Record<State["Type"], StateHandler>> = {
  Task: task,
  Pass: pass,
  Choice: choice,
  Wait: wait,
  Succeed: succeed,
  Fail: fail,
  Parallel: parallel,
  Map: map,
};

const FULL = { truncated: false };

type Variables = Readonly<Record<string, Json>>;

/** What the states of one line of control have in common. */
interface Surroundings {
  readonly machine: Machine;
  readonly signal: AbortSignal;
  /** The variables of the lines of control around it. */
  readonly outer: Variables;
  /** `Map` of the context object. */
  readonly map?: JsonObject;
}

/**
 * Runs one execution of a state machine. It knows the world by its host only, and all that it has got to is in frames,
 * from which it goes on at any time. Source: Amazon States Language specification, https://states-language.net/.
 */
export class Interpreter {
  readonly #definition: Definition;
  readonly #host: Host;
  readonly #languages: Readonly<Record<"JSONPath" | "JSONata", QueryLanguage>>;

  constructor(
    definition: Definition,
    host: Host,
    languages: Readonly<Record<"JSONPath" | "JSONata", QueryLanguage>>,
  ) {
    this.#definition = definition;
    this.#host = host;
    this.#languages = languages;
  }

  /** The output of the execution. @throws {StatesError} how it failed, {Aborted} */
  async run(frame: Frame, signal: AbortSignal): Promise<Json> {
    return await this.#line(frame, { machine: this.#definition, signal, outer: {} });
  }

  async #line(frame: Frame, around: Surroundings): Promise<Json> {
    const host = this.#host;
    host.working(1);
    try {
      if (frame.end !== undefined) return frame.end.output;
      for (;;) {
        if (around.signal.aborted) throw new Aborted();
        const state = around.machine.States[frame.state] as State;
        const { output, assigned = {}, next } = await this.#state(state, frame, around);
        checkSize(frame.state, output);
        frame.lastEventId = host.record(`${state.Type}StateExited` as "PassStateExited", frame.lastEventId, {
          name: frame.state,
          output: JSON.stringify(output),
          outputDetails: FULL,
          ...assignedDetails(assigned),
        });
        Object.assign(frame.variables, assigned);
        if (next === undefined) {
          frame.end = { output };
          return output;
        }
        enter(frame, next, output);
        host.save();
      }
    } finally {
      host.working(-1);
    }
  }

  /** One state, as often as it is tried. */
  async #state(state: State, frame: Frame, around: Surroundings): Promise<Departure> {
    const host = this.#host;
    const name = frame.state;
    if (frame.entered === undefined) {
      await this.#transition(around.signal);
      const eventId = host.record(`${state.Type}StateEntered`, frame.lastEventId, {
        name,
        input: JSON.stringify(frame.input),
        inputDetails: FULL,
      });
      frame.lastEventId = eventId;
      frame.entered = { eventId, at: host.now() };
    }
    const visit = this.#visit(state, frame, around);
    for (;;) {
      try {
        if (state.Type !== "Wait" && frame.until !== undefined) await this.#pause(frame, around.signal);
        return await HANDLERS[state.Type](visit);
      } catch (error) {
        if (error instanceof Aborted) this.#recordAbort(state, frame);
        if (!(error instanceof StatesError)) throw error;
        const departure = await this.#recover(visit, explained(visit, error));
        if (departure !== undefined) return departure;
      }
    }
  }

  /** Tries again after a while, which is nothing, or has a catcher take the error. @throws {StatesError} */
  async #recover(visit: Visit, error: StatesError): Promise<Departure | undefined> {
    const { state, frame, scope, language } = visit;
    if (error instanceof EvaluationError) this.#recordEvaluation(visit, error);
    const delay = retryDelay(state.Retry, frame, error, () => this.#host.random());
    if (delay !== undefined) {
      forget(frame);
      frame.until = this.#host.now() + delay;
      this.#host.save();
      return undefined;
    }
    const index = (state.Catch ?? []).findIndex(({ ErrorEquals }) => matchesError(ErrorEquals, error));
    const catcher = state.Catch?.[index];
    if (catcher === undefined) throw error;
    const output = {
      Error: error.error ?? "",
      ...(error.causeText !== undefined && { Cause: error.causeText }),
    };
    try {
      return { ...(await language.handOverError(scope, catcher, index, output)), next: catcher.Next };
    } catch (problem) {
      throw problem instanceof StatesError ? explained(visit, problem) : problem;
    }
  }

  async #pause(frame: Frame, signal: AbortSignal): Promise<void> {
    await outside(this.#host, this.#host.sleepUntil(frame.until as number, signal));
    if (signal.aborted) throw new Aborted();
    await this.#transition(signal);
    delete frame.until;
  }

  /** Waits where the account makes too many transitions. */
  async #transition(signal: AbortSignal): Promise<void> {
    const permitted = this.#host.transition(signal);
    if (permitted === undefined) return;
    await outside(this.#host, permitted);
    if (signal.aborted) throw new Aborted();
  }

  #visit(state: State, frame: Frame, around: Surroundings): Visit {
    const { outer, signal, map: about } = around;
    const variables: Variables = { ...outer, ...frame.variables };
    const context = (): JsonObject => ({
      ...this.#host.context,
      State: {
        Name: frame.state,
        EnteredTime: new Date(frame.entered?.at ?? 0).toISOString(),
        RetryCount: frame.retryCount,
      },
      ...(about !== undefined && { Map: about }),
    });
    return {
      name: frame.state,
      state,
      frame,
      signal,
      host: this.#host,
      scope: { state, input: frame.input, variables, context },
      language: this.#languages[state.QueryLanguage ?? this.#definition.QueryLanguage ?? "JSONPath"],
      runWithin: (machine, inner, innerSignal, innerMap = about) =>
        this.#line(inner, {
          machine,
          signal: innerSignal,
          outer: variables,
          ...(innerMap !== undefined && { map: innerMap }),
        }),
    };
  }

  #recordEvaluation({ name, frame }: Visit, { error, causeText, location }: EvaluationError): void {
    frame.lastEventId = this.#host.record("EvaluationFailed", frame.lastEventId, {
      ...told(error, causeText),
      location,
      state: name,
    });
  }

  /** That a state was given up, of those that take time. */
  #recordAbort({ Type: type }: State, frame: Frame): void {
    if (type === "Task" || type === "Wait" || type === "Parallel" || type === "Map")
      frame.lastEventId = this.#host.record(`${type}StateAborted`, frame.lastEventId);
  }
}

/** An error of the state's own says where it happened. */
function explained({ name, frame }: Visit, error: StatesError): StatesError {
  if (error instanceof OutsideError) return error;
  const cause = `An error occurred while executing the state '${name}' (entered at the event id #${frame.entered?.eventId}). ${error.causeText}`;
  if (error instanceof EvaluationError) return new EvaluationError(error.location, cause);
  return new StatesError(error.error, cause);
}

function assignedDetails(assigned: JsonObject): JsonObject {
  const variables = Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)] as const);
  if (variables.length === 0) return {};
  return { assignedVariables: Object.fromEntries(variables), assignedVariablesDetails: FULL };
}
