import { Clock } from "../../../core/clock.ts";
import type { Definition, Machine, State } from "../language/definition.ts";
import type { Json, JsonObject } from "../language/json.ts";
import { languages } from "../language/languages.ts";
import { OutsideError, StatesError } from "../language/states-error.ts";
import { type Frame, newFrame } from "./frame.ts";
import type { HistoryEvent } from "./history-event.ts";
import type { Host, TaskCall, TaskPort, TokenListener } from "./host.ts";
import { Interpreter } from "./interpreter.ts";
import { Aborted } from "./limits.ts";

/** How a test's task ends: with a result, an error, or when the test says so. */
export type Answer = Json | Error | Promise<Json>;

export interface Ended {
  readonly output?: Json;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

export const FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:work";

/** One execution of a definition, on a clock of its own, whose tasks the test answers. */
export class Execution implements Host {
  readonly clock = new Clock();
  readonly events: HistoryEvent[] = [];
  readonly calls: TaskCall[] = [];
  readonly tokens = new Map<string, TokenListener>();
  readonly cancelled: Json[] = [];
  readonly region = "eu-west-1";
  readonly context: JsonObject;
  readonly tasks: TaskPort;
  frame: Frame;
  /** The frame as it was last kept, as JSON. */
  kept = "";
  chance = 0.5;
  busy = 0;
  readonly #definition: Definition;
  readonly #abort = new AbortController();
  ended: Ended | undefined;

  constructor(
    definition: Definition,
    input: Json,
    answer: (call: TaskCall, count: number) => Answer = () => null,
  ) {
    this.#definition = definition;
    this.context = {
      Execution: {
        Id: "arn:execution",
        Input: input,
        Name: "e1",
        RoleArn: "arn:role",
        StartTime: "2030-01-01T00:00:00.000Z",
      },
      StateMachine: { Id: "arn:machine", Name: "machine" },
    };
    this.frame = newFrame(definition.StartAt, input, 0);
    this.tasks = {
      call: async (call) => {
        this.calls.push(call);
        const given = answer(call, this.calls.length);
        if (given instanceof Error) throw given;
        return await given;
      },
      completion: async (_call, begun) => ({ output: { completed: begun } }),
      cancel: async (_call, begun) => {
        this.cancelled.push(begun);
      },
      listen: (token, listener) => {
        this.tokens.set(token, listener);
        return () => this.tokens.delete(token);
      },
    };
  }

  now(): number {
    return this.clock.now();
  }

  transition(): undefined {}

  sleepUntil(at: number, signal: AbortSignal): Promise<void> {
    return this.clock.sleep(at - this.clock.now(), signal);
  }

  random(): number {
    return this.chance;
  }

  newToken(): string {
    return `token-${this.tokens.size + 1}`;
  }

  record(type: HistoryEvent["type"], previousEventId: number, details?: JsonObject): number {
    const id = this.events.length + 1;
    this.events.push({ id, previousEventId, type, timestamp: this.now(), ...(details && { details }) });
    return id;
  }

  save(): void {
    this.kept = JSON.stringify(this.frame);
  }

  async committed(): Promise<void> {}

  working(change: 1 | -1): void {
    this.busy += change;
  }

  /** Runs until it ends, or rests. */
  async run(): Promise<Ended | undefined> {
    const interpreter = new Interpreter(this.#definition, this, languages({ now: () => this.now() }));
    void interpreter
      .run(this.frame, this.#abort.signal)
      .then((output) => ({ output }))
      .catch((error: unknown) => {
        if (error instanceof Aborted) return { error: "aborted" };
        if (!(error instanceof StatesError)) throw error;
        return { error: error.error, cause: error.causeText };
      })
      .then((ended) => {
        this.ended = ended;
      });
    await this.settle();
    return this.ended;
  }

  /** Moves the clock on, and waits until nothing more happens by itself. */
  async advance(seconds: number): Promise<Ended | undefined> {
    await this.clock.advance(seconds * 1_000);
    await this.settle();
    return this.ended;
  }

  async settle(): Promise<void> {
    for (let turns = 0; turns < 20 || (this.busy > 0 && turns < 200); turns++)
      await new Promise((resolve) => setImmediate(resolve));
  }

  stop(): void {
    this.#abort.abort();
  }

  get types(): readonly string[] {
    return this.events.map(({ type }) => type);
  }
}

/** A definition of these states, of which the first is where it starts. */
export function machine(
  states: Readonly<Record<string, Partial<State>>>,
  more: Partial<Definition> = {},
): Definition {
  return { StartAt: Object.keys(states)[0] as string, States: states as Machine["States"], ...more };
}

/** How an execution ends that needs no time. */
export async function outcome(
  definition: Definition,
  input: Json = {},
  answer?: (call: TaskCall, count: number) => Answer,
): Promise<Ended> {
  const execution = new Execution(definition, input, answer);
  const ended = await execution.run();
  execution.clock.close();
  if (ended === undefined) throw new Error(`It still runs: ${execution.types.join(", ")}`);
  return ended;
}

export function taskError(error: string, cause = "because"): Error {
  return new OutsideError(error, cause);
}
