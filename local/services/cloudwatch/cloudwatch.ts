import type { Account } from "../../core/account.ts";
import type { Clock, Timer } from "../../core/clock.ts";
import type { Durable } from "../../core/durable.ts";
import type { MetricDatum, MetricSink } from "../../core/ports.ts";
import type { Service } from "../../core/service.ts";
import { alarmOperations } from "./alarm-operations.ts";
import { Alarms } from "./alarms.ts";
import { dashboardOperations } from "./dashboard-operations.ts";
import { Dashboards } from "./dashboards.ts";
import { metricOperations } from "./metric-operations.ts";
import { MetricStore } from "./metric-store.ts";

const MINUTE_MS = 60_000;

export interface CloudWatchOptions {
  readonly account: Account;
  readonly clock: Clock;
}

/** Where a gauge's value comes from, such as the depth of every queue. */
export type GaugeSource = (now: number) => Iterable<MetricDatum>;

/**
 * Metrics in one-minute samples, alarms evaluated on them at the end of each minute, dashboards.
 * Alarms on metric math, anomaly detection and composite alarms are refused.
 */
export class CloudWatch implements MetricSink {
  readonly service: Service;
  readonly metrics = new MetricStore();
  readonly alarms: Alarms;
  readonly dashboards = new Dashboards();
  readonly #clock: Clock;
  readonly #gauges: GaugeSource[] = [];
  #timer: Timer;

  constructor({ account, clock }: CloudWatchOptions) {
    this.#clock = clock;
    this.alarms = new Alarms(this.metrics, clock);
    this.service = {
      signingName: "monitoring",
      protocol: "awsQuery",
      targetPrefix: "GraniteServiceVersion20100801",
      xmlNamespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
      operations: {
        ...metricOperations({ metrics: this.metrics, now: () => clock.now() }),
        ...alarmOperations(account, this.alarms),
        ...dashboardOperations(account, this.dashboards),
      },
    };
    this.#timer = this.#atNextMinute();
  }

  /** Samples of minutes that are over, and the states of alarms. */
  get durables(): readonly Durable[] {
    return [this.metrics, this.alarms];
  }

  put(datum: MetricDatum): void {
    this.metrics.put(datum);
  }

  /** Samples `source` each minute from now on. */
  addGauge(source: GaugeSource): void {
    this.#gauges.push(source);
  }

  /** Forgets all samples and what alarms found in them. */
  reset(): void {
    this.metrics.clear();
    this.alarms.reset();
  }

  close(): void {
    this.#timer.cancel();
  }

  #atNextMinute(): Timer {
    const now = this.#clock.now();
    const next = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS;
    return this.#clock.schedule(next - now, () => {
      // The sample belongs to the minute that ends here, so that the evaluation below sees it.
      for (const source of this.#gauges) for (const datum of source(next - 1)) this.put(datum);
      this.alarms.evaluateAll();
      this.metrics.settle(next);
      this.#timer = this.#atNextMinute();
    });
  }
}
