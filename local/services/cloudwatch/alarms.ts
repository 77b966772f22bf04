import type { Clock } from "../../core/clock.ts";
import { type AlarmDefinition, validateAlarm } from "./alarm-definition.ts";
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

/** Every alarm and its state. An alarm begins without data, as on CloudWatch. */
export class Alarms {
  readonly #alarms = new Map<string, Alarm>();
  readonly #metrics: MetricStore;
  readonly #clock: Clock;
  readonly #listeners = new Set<(change: StateChange) => void>();

  constructor(metrics: MetricStore, clock: Clock) {
    this.#metrics = metrics;
    this.#clock = clock;
  }

  /** @throws {AwsError} `InvalidParameterValue` */
  put(definition: AlarmDefinition): void {
    const known = this.#alarms.get(definition.name);
    this.#alarms.set(definition.name, {
      ...this.#unchecked(),
      ...known,
      definition: validateAlarm(definition),
    });
  }

  /** Every alarm is again as if it had just been made; nobody is told. */
  reset(): void {
    for (const alarm of this.#alarms.values()) Object.assign(alarm, this.#unchecked());
  }

  delete(name: string): void {
    this.#alarms.delete(name);
  }

  get(name: string): Alarm | undefined {
    return this.#alarms.get(name);
  }

  all(): readonly Alarm[] {
    return [...this.#alarms.values()];
  }

  /** Tells of every change of state. Returns what ends the subscription. */
  onStateChange(listener: (change: StateChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  evaluateAll(): void {
    const now = this.#clock.now();
    for (const alarm of this.#alarms.values()) {
      const { state, reason } = evaluate(alarm.definition, this.#metrics, now, alarm.state);
      if (state === alarm.state) continue;
      const change = { alarm: alarm.definition, previous: alarm.state, state, reason, at: now };
      alarm.state = state;
      alarm.reason = reason;
      alarm.stateUpdated = now;
      for (const listener of this.#listeners) listener(change);
    }
  }

  #unchecked(): Omit<Alarm, "definition"> {
    return {
      state: "INSUFFICIENT_DATA",
      reason: "Unchecked: Initial alarm creation",
      stateUpdated: this.#clock.now(),
    };
  }
}
