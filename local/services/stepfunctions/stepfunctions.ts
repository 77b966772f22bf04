import type { Authorizer, Principal } from "../../core/access.ts";
import { type Account, globalArn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import type { Durable } from "../../core/durable.ts";
import type { Keys, MetricSink, RoleSessions } from "../../core/ports.ts";
import type { Dispatcher, Service } from "../../core/service.ts";
import type { Segment } from "../xray/trace-store.ts";
import { stepFunctionsService } from "./api/service.ts";
import type { Engine } from "./engine.ts";
import { Executions } from "./execution/executions.ts";
import {
  type Revision,
  type StateMachine,
  type StateMachineSettings,
  StateMachines,
} from "./state-machines.ts";

export interface StepFunctionsOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly sessions: RoleSessions;
  readonly authorizer: Authorizer;
  readonly keys: Keys;
  readonly metrics: MetricSink;
  readonly recordSegment: (segment: Segment) => void;
  /** Resolves when all that was kept outlives the process. */
  readonly committed?: () => Promise<void> | undefined;
}

/** What the engine works with. */
export interface StepFunctionsParts extends Omit<StepFunctionsOptions, "committed"> {
  readonly machines: StateMachines;
  readonly executions: Executions;
  /** Resolves when calls may be made and all that was kept outlives the process. */
  readonly ready: () => Promise<void>;
  /** Counts what goes on at once. */
  readonly working: (change: 1 | -1) => void;
  /** The ids of the calls that tasks make and wait for. */
  readonly calls: Set<string>;
}

/**
 * AWS Step Functions: standard workflows in JSONPath and JSONata, on the clock, every call of a task in the name of the
 * state machine's role. Until there is a state machine, nothing but this is loaded.
 * Not there: express workflows, activities, distributed maps, versions and aliases.
 */
export class StepFunctions {
  readonly machines: StateMachines;
  readonly executions: Executions;
  readonly service: Service;
  /** The ids of the calls that tasks make and wait for. */
  readonly calls: ReadonlySet<string>;
  readonly #parts: StepFunctionsParts;
  readonly #root: Principal;
  #engine: Promise<Engine> | undefined;
  #loaded: Engine | undefined;
  #working = 0;
  /** Resolves when tasks may call. */
  #gate: Promise<void> = Promise.resolve();

  constructor(options: StepFunctionsOptions) {
    const { account, clock, committed = () => undefined } = options;
    this.machines = new StateMachines(account, clock);
    this.executions = new Executions(clock, (arn) => this.machines.find(arn) !== undefined);
    this.#root = { kind: "root", arn: globalArn(account, "iam", "root") };
    const calls = new Set<string>();
    this.calls = calls;
    this.#parts = {
      ...options,
      machines: this.machines,
      executions: this.executions,
      calls,
      ready: async () => {
        await this.#gate;
        await committed();
      },
      working: (change) => {
        this.#working += change;
      },
    };
    this.service = stepFunctionsService(this);
  }

  /** Loads the engine when it is first needed. */
  engine(): Promise<Engine> {
    this.#engine ??= import("./engine.ts").then((module) => {
      this.#loaded = new module.Engine(this.#parts);
      return this.#loaded;
    });
    return this.#engine;
  }

  /** @throws {AwsError} what AWS refuses at creation */
  async create(settings: StateMachineSettings, caller: Principal = this.#root): Promise<StateMachine> {
    return await (await this.engine()).create(settings, caller);
  }

  /** @throws {AwsError} what AWS refuses at an update */
  async update(arn: string, change: Partial<Revision>, caller: Principal = this.#root): Promise<Revision> {
    return await (await this.engine()).update(this.machines.require(arn), change, caller);
  }

  /** Deletes a state machine, if it is there, when its executions have ended. */
  async delete(arn: string): Promise<void> {
    const machine = this.machines.find(arn);
    if (machine !== undefined) (await this.engine()).delete(machine);
  }

  /** Executions, and what has happened in them. */
  get durables(): readonly Durable[] {
    return this.executions.durables;
  }

  /** How much goes on that does not wait for the clock, for somebody or for a function. */
  get working(): number {
    return this.#working;
  }

  /** Goes on with the executions that ran when the process ended. */
  resume(): void {
    const running = this.executions.restored();
    if (running.length === 0) return;
    this.#working += 1;
    void this.engine().then((engine) => {
      for (const execution of running) engine.run(execution);
      this.#working -= 1;
    });
  }

  /** Holds the calls of tasks until the answer is called. */
  pause(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return resolve;
  }

  /** Forgets all executions; state machines stay. */
  reset(): void {
    this.#loaded?.reset();
  }

  /** Ends every timer. */
  close(): void {
    this.#loaded?.close();
  }
}
