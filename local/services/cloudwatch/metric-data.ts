import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import { invalidParameter } from "./errors.ts";
import { MetricMath, type Series } from "./metric-math.ts";
import type { MetricId, MetricStore } from "./metric-store.ts";
import { isPercentile, isStatistic, merge, type Samples, statistic } from "./samples.ts";
import { dimensionsOf, requiredTime } from "./wire.ts";

const MINUTE_MS = 60_000;
const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;
const ID = /^[a-z][a-zA-Z0-9_]*$/;

interface Query {
  readonly id: string;
  readonly label: string;
  readonly shown: boolean;
  readonly periodMs: number | undefined;
  readonly expression: string | undefined;
  readonly metric: MetricQuery | undefined;
}

interface MetricQuery {
  readonly metric: MetricId;
  readonly periodMs: number;
  readonly statistic: string;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** `GetMetricData`: metrics and arithmetic on them. Source: CloudWatch API Reference. */
export function getMetricData(store: MetricStore, input: Members): object {
  input.refuse("GetMetricData", "NextToken");
  const range = { from: requiredTime(input, "StartTime"), to: requiredTime(input, "EndTime") };
  if (range.from >= range.to)
    throw new AwsError("ValidationError", "The parameter StartTime must be less than the parameter EndTime.");
  const queries = queriesIn(input);
  const most = input.optionalInteger("MaxDatapoints") ?? MAX_DATAPOINTS;
  const descending = input.optionalText("ScanBy") !== "TimestampAscending";
  const evaluation = new Evaluation(store, queries, range);
  return {
    MetricDataResults: queries
      .filter(({ shown }) => shown)
      .map((query) => {
        const points = [...evaluation.series(query.id)].sort(([a], [b]) => (descending ? b - a : a - b));
        const kept = points.slice(0, most);
        return {
          Id: query.id,
          Label: query.label,
          Timestamps: kept.map(([time]) => new Date(time)),
          Values: kept.map(([, value]) => value),
          StatusCode: kept.length < points.length ? "PartialData" : "Complete",
        };
      }),
    Messages: [],
  };
}

/** The queries of one call, each evaluated once, whatever refers to it. */
class Evaluation {
  readonly #store: MetricStore;
  readonly #queries: ReadonlyMap<string, Query>;
  readonly #range: Range;
  readonly #done = new Map<string, Series | undefined>();

  constructor(store: MetricStore, queries: readonly Query[], range: Range) {
    this.#store = store;
    this.#queries = new Map(queries.map((query) => [query.id, query]));
    this.#range = range;
  }

  /** @throws {AwsError} `ValidationError` for an id that is not there, or refers to itself */
  series(id: string): Series {
    if (this.#done.has(id)) {
      const known = this.#done.get(id);
      if (known !== undefined) return known;
      throw new AwsError("ValidationError", `The expression ${id} refers to itself.`);
    }
    const query = this.#queries.get(id);
    if (query === undefined)
      throw new AwsError("ValidationError", `The id ${id} is not one of the request's metric data queries.`);
    this.#done.set(id, undefined);
    const series =
      query.metric === undefined ? this.#calculate(query) : measured(this.#store, query.metric, this.#range);
    this.#done.set(id, series);
    return series;
  }

  #calculate({ expression = "", periodMs }: Query): Series {
    const periods = [...this.#queries.values()].map(({ metric }) => metric?.periodMs ?? 0);
    const step = periodMs ?? (Math.max(...periods) || MINUTE_MS);
    const times: number[] = [];
    for (let time = Math.floor(this.#range.from / step) * step; time < this.#range.to; time += step)
      if (time >= this.#range.from) times.push(time);
    return new MetricMath(expression, times, (id) => this.series(id)).evaluate();
  }
}

function measured(store: MetricStore, query: MetricQuery, { from, to }: Range): Series {
  const periods = new Map<number, Samples[]>();
  const start = Math.floor(from / query.periodMs) * query.periodMs;
  for (const [minute, samples] of store.between(query.metric, start, to)) {
    const period = Math.floor(minute / query.periodMs) * query.periodMs;
    periods.set(period, [...(periods.get(period) ?? []), samples]);
  }
  return new Map([...periods].map(([time, all]) => [time, statistic(merge(all), query.statistic)]));
}

function queriesIn(input: Members): readonly Query[] {
  const queries = input.structures("MetricDataQueries").map(queryIn);
  if (queries.length === 0 || queries.length > MAX_QUERIES)
    throw new AwsError(
      "ValidationError",
      `MetricDataQueries holds 1 to ${MAX_QUERIES} queries, not ${queries.length}.`,
    );
  const ids = queries.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new AwsError("ValidationError", `The id ${twice} is there twice.`);
  return queries;
}

function queryIn(query: Members): Query {
  query.refuse("GetMetricData", "AccountId");
  const id = query.text("Id");
  if (!ID.test(id))
    throw new AwsError(
      "ValidationError",
      `The id ${id} must begin with a small letter and have letters, digits and _ only.`,
    );
  const stat = query.optionalStructure("MetricStat");
  const expression = query.optionalText("Expression");
  if ((stat === undefined) === (expression === undefined))
    throw new AwsError("ValidationError", `The query ${id} needs either a MetricStat or an Expression.`);
  const metric = stat && metricIn(stat);
  const period = query.optionalInteger("Period");
  return {
    id,
    label: query.optionalText("Label") ?? metric?.metric.name ?? id,
    shown: query.optionalBoolean("ReturnData") ?? true,
    periodMs: period === undefined ? undefined : periodMs(period),
    expression,
    metric,
  };
}

function metricIn(stat: Members): MetricQuery {
  stat.refuse("GetMetricData", "Unit");
  const metric = stat.structure("Metric");
  const name = stat.text("Stat");
  if (!isStatistic(name) && !isPercentile(name))
    throw new AwsError("ValidationError", `${name} is neither a statistic nor a percentile such as p99.`);
  return {
    metric: {
      namespace: metric.text("Namespace"),
      name: metric.text("MetricName"),
      dimensions: dimensionsOf(metric),
    },
    periodMs: periodMs(stat.integer("Period")),
    statistic: name,
  };
}

function periodMs(seconds: number): number {
  if (seconds > 0 && seconds % 60 === 0) return seconds * 1000;
  throw invalidParameter(`Period ${seconds} is not a multiple of 60: the local cloud keeps whole minutes.`);
}
