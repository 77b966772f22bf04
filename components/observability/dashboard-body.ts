/** A metric on a chart. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Sum" | "Maximum" | "Average" | `p${number}`;
  readonly label: string;
}

/** The same metric of all there are, known by one dimension more: CloudWatch looks which each time. */
export interface MetricSearch extends Metric {
  readonly by: string;
}

export interface Chart {
  readonly title: string;
  readonly metrics?: readonly Metric[];
  readonly searches?: readonly MetricSearch[];
}

/** CloudWatch API Reference, "Dashboard body structure and syntax". */
export interface DashboardBody {
  readonly widgets: readonly {
    readonly type: "metric";
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly properties: {
      readonly title: string;
      readonly region: string;
      readonly view: "timeSeries";
      readonly stacked: false;
      readonly period: number;
      readonly yAxis: { readonly left: { readonly min: 0 } };
      readonly metrics: readonly unknown[];
    };
  }[];
}

/** A dashboard is 24 columns wide. */
const WIDTH = 12;
const HEIGHT = 6;
const CHARTS_PER_ROW = 24 / WIDTH;
const PERIOD_SECONDS = 60;

/** The charts, two in a row, in their order. */
export function dashboardBody(region: string, charts: readonly Chart[]): DashboardBody {
  return {
    widgets: charts.map(({ title, metrics = [], searches = [] }, index) => ({
      type: "metric",
      x: (index % CHARTS_PER_ROW) * WIDTH,
      y: Math.floor(index / CHARTS_PER_ROW) * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
      properties: {
        title,
        region,
        view: "timeSeries",
        stacked: false,
        period: PERIOD_SECONDS,
        yAxis: { left: { min: 0 } },
        metrics: [...metrics.map(metricOf), ...searches.map(searchOf)],
      },
    })),
  };
}

function metricOf({ namespace, name, dimensions, statistic, label }: Metric): readonly unknown[] {
  return [namespace, name, ...Object.entries(dimensions).flat(), { stat: statistic, label }];
}

/** CloudWatch User Guide, "CloudWatch search expression syntax" and "Using dynamic labels". */
function searchOf({ namespace, name, dimensions, by, statistic, label }: MetricSearch): readonly unknown[] {
  const schema = [namespace, ...Object.keys(dimensions), by].join(",");
  const values = Object.entries(dimensions).map(([dimension, value]) => `${dimension}="${value}"`);
  const terms = [...values, `MetricName="${name}"`].join(" ");
  return [
    {
      expression: `SEARCH('{${schema}} ${terms}', '${statistic}', ${PERIOD_SECONDS})`,
      label: `\${PROP('Dim.${by}')} ${label}`.trim(),
    },
  ];
}
