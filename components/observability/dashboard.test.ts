import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { Dashboard } from "./dashboard.ts";
import { type Chart, type DashboardBody, dashboardBody } from "./dashboard-body.ts";
import { eventFlowCharts } from "./event-flow.ts";
import { type OrderPath, orderPathCharts } from "./order-path.ts";

const chart = (title: string): Chart => ({
  title,
  metrics: [
    {
      namespace: "AWS/SQS",
      name: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: "order-events-dev" },
      statistic: "Maximum",
      label: "waiting",
    },
  ],
});

const path: OrderPath = {
  apiId: "api-id",
  tableName: "orders-dev",
  queueName: "order-events-dev",
  deadLetterQueueNames: ["order-events-dlq-dev", "orders-reconcile-dlq-dev"],
  functions: {
    create: "orders-create-dev",
    get: "orders-get-dev",
    process: "orders-process-dev",
    reconcile: "orders-reconcile-dev",
  },
};

describe("dashboardBody", () => {
  it("is CloudWatch's: a metric is its namespace, name and dimensions, then how it is drawn", () => {
    assert.deepEqual(dashboardBody("eu-west-1", [chart("Messages")]), {
      widgets: [
        {
          type: "metric",
          x: 0,
          y: 0,
          width: 12,
          height: 6,
          properties: {
            title: "Messages",
            region: "eu-west-1",
            view: "timeSeries",
            stacked: false,
            period: 60,
            yAxis: { left: { min: 0 } },
            metrics: [
              [
                "AWS/SQS",
                "ApproximateNumberOfMessagesVisible",
                "QueueName",
                "order-events-dev",
                { stat: "Maximum", label: "waiting" },
              ],
            ],
          },
        },
      ],
    });
  });

  it("looks for what is not known yet, and calls it by what tells it apart", () => {
    const { widgets } = dashboardBody(
      "eu-west-1",
      eventFlowCharts({ busName: "b", deadLetterQueueName: "d" }),
    );
    const lines = widgets.flatMap(({ properties }) => properties.metrics);
    assert.deepEqual(lines[0], [
      {
        expression:
          "SEARCH('{AWS/Events,EventBusName,RuleName} EventBusName=\"b\" MetricName=\"Invocations\"', 'Sum', 60)",
        label: `\${PROP('Dim.RuleName')}`,
      },
    ]);
    const lost = lines.map((line) => JSON.stringify(line)).filter((line) => line.includes("lost"));
    assert.match(lost.join(), /InvocationsFailedToBeSentToDlq.*PROP\('Dim\.RuleName'\)\} lost/);
  });

  it("puts two charts in a row, none over another", () => {
    const { widgets } = dashboardBody("eu-west-1", ["a", "b", "c", "d", "e"].map(chart));
    assert.deepEqual(
      widgets.map(({ x, y }) => [x, y]),
      [
        [0, 0],
        [12, 0],
        [0, 6],
        [12, 6],
        [0, 12],
      ],
    );
  });
});

describe("orderPathCharts", () => {
  const metrics = orderPathCharts(path).flatMap((charted) => charted.metrics ?? []);

  it("shows every function, every queue, the table and the API", () => {
    const shown = new Set(metrics.flatMap(({ dimensions }) => Object.values(dimensions)));
    const all = [path.apiId, path.tableName, path.queueName, ...path.deadLetterQueueNames];
    assert.deepEqual([...shown].sort(), [...all, ...Object.values(path.functions)].sort());
  });

  it("shows the platform's own metrics of the function that counts them", () => {
    const own = metrics.filter(({ namespace }) => namespace === "Orderflow");
    assert.deepEqual(
      own.map(({ name, dimensions }) => [name, dimensions]),
      [
        ["OrdersCreated", { function: "orders-create-dev" }],
        ["OrdersRepeated", { function: "orders-create-dev" }],
        ["OrdersConfirmed", { function: "orders-process-dev" }],
        ["OrderEventsNotSent", { function: "orders-create-dev" }],
        ["OrderEventsResent", { function: "orders-reconcile-dev" }],
        ["OutboxParked", { function: "orders-reconcile-dev" }],
        ["PoisonMessages", { function: "orders-process-dev" }],
      ],
    );
  });

  it("has titles that tell charts apart", () => {
    const titles = orderPathCharts(path).map(({ title }) => title);
    assert.equal(new Set(titles).size, titles.length);
  });
});

describe("Dashboard", () => {
  it("is named for the stack and holds its charts", async () => {
    const stack = await mockStack(
      () =>
        new Dashboard("order-path", { region: "eu-west-1", charts: pulumi.output(orderPathCharts(path)) }),
    );
    const { dashboardName, dashboardBody: body } = stack.find(
      "aws:cloudwatch/dashboard:Dashboard",
      "order-path",
    ).inputs;
    assert.equal(dashboardName, "order-path-dev");
    const { widgets } = JSON.parse(String(body)) as DashboardBody;
    assert.deepEqual(
      widgets.map(({ properties }) => properties.title),
      orderPathCharts(path).map(({ title }) => title),
    );
  });
});
