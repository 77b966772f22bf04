import type { Clock } from "../../core/clock.ts";
import { Changes, type Durable } from "../../core/durable.ts";
import { type AlarmDefinition, validateAlarm } from "./alarm-definition.ts";
import { AlarmHistory } from "./alarm-history.ts";
import { type AlarmState, evaluate, type Verdict } from "./evaluation.ts";
import type { MetricStore } from "./metric-store.ts";

export interface Alarm {
  readonly definition: AlarmDefinition;
  state: AlarmState;
  reason: string;
  /** Milliseconds since the epoch. */
  stateUpdated: number;
}

export interface StateChange extends Verdict {
  readonly alarm: AlarmDefinition;
  readonly previous: AlarmState;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

type StoredState = Omit<Alarm, "definition">;

/** Every alarm and its state. An alarm begins without data, as on CloudWatch. */
export class Alarms implements Durable<StoredState> {
  readonly name = "cloudwatch/alarms";
  readonly changes = new Changes();
  readonly history = new AlarmHistory();
  readonly #alarms = new Map<string, Alarm>();
  readonly #metrics: MetricStore;
  readonly #clock: Clock;
  readonly #listeners = new Set<(change: StateChange) => void>();

  constructor(metrics: MetricStore, clock: Clock) {
    this.#metrics = metrics;
    this.#clock = clock;
  }

  /** @throws {AwsError} `InvalidParameterValue` */
  put(given: AlarmDefinition): void {
    const definition = validateAlarm(given);
    const known = this.#alarms.get(definition.name);
    this.#note(definition, known === undefined ? "created" : "updated");
    this.#alarms.set(definition.name, {
      ...this.#unchecked(),
      ...known,
      definition,
    });
  }

  /** Every alarm is again as if it had just been made; nobody is told. */
  reset(): void {
    for (const alarm of this.#alarms.values()) Object.assign(alarm, this.#unchecked());
    this.history.clear();
  }

  delete(name: string): void {
    const alarm = this.#alarms.get(name);
    if (alarm === undefined) return;
    this.#alarms.delete(name);
    this.#note(alarm.definition, "deleted");
  }

  /** Has an alarm do, or not do, what it does on a change of state. */
  setActionsEnabled(name: string, actionsEnabled: boolean): void {
    const alarm = this.#alarms.get(name);
    if (alarm !== undefined) this.put({ ...alarm.definition, actionsEnabled });
  }

  /** Sets an alarm's state until its next evaluation. */
  setState(name: string, verdict: Verdict): void {
    const alarm = this.#alarms.get(name);
    if (alarm !== undefined) this.#change(alarm, verdict, this.#clock.now());
  }

  get(name: string): Alarm | undefined {
    return this.#alarms.get(name);
  }

  all(): readonly Alarm[] {
    return [...this.#alarms.values()];
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const name of this.#alarms.keys()) yield ["", name];
  }

  value(_owner: string, name: string): StoredState | undefined {
    const alarm = this.#alarms.get(name);
    return alarm && { state: alarm.state, reason: alarm.reason, stateUpdated: alarm.stateUpdated };
  }

  restore(_owner: string, name: string, state: StoredState): void {
    const alarm = this.#alarms.get(name);
    if (alarm !== undefined) Object.assign(alarm, state);
  }

  /** Tells of every change of state. Returns what ends the subscription. */
  onStateChange(listener: (change: StateChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  evaluateAll(): void {
    const now = this.#clock.now();
    for (const alarm of this.#alarms.values()) {
      const verdict = evaluate(alarm.definition, this.#metrics, now, alarm.state);
      if (verdict.state !== alarm.state) this.#change(alarm, verdict, now);
    }
  }

  #change(alarm: Alarm, { state, reason }: Verdict, at: number): void {
    const { definition, state: previous } = alarm;
    Object.assign(alarm, { state, reason, stateUpdated: at });
    this.changes.mark("", definition.name);
    if (state === previous) return;
    this.history.add({
      alarmName: definition.name,
      at,
      type: "StateUpdate",
      summary: `Alarm updated from ${previous} to ${state}`,
      data: {
        version: "1.0",
        oldState: { stateValue: previous },
        newState: { stateValue: state, stateReason: reason },
      },
    });
    for (const listener of this.#listeners) listener({ alarm: definition, previous, state, reason, at });
  }

  #note(definition: AlarmDefinition, what: "created" | "updated" | "deleted"): void {
    this.history.add({
      alarmName: definition.name,
      at: this.#clock.now(),
      type: "ConfigurationUpdate",
      summary: `Alarm "${definition.name}" ${what}`,
      data: { version: "1.0", type: what.replace(/d$/, "").replace(/^./, (first) => first.toUpperCase()) },
    });
  }

  #unchecked(): Omit<Alarm, "definition"> {
    return {
      state: "INSUFFICIENT_DATA",
      reason: "Unchecked: Initial alarm creation",
      stateUpdated: this.#clock.now(),
    };
  }
}
