import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type MockStack, mockStack, type RecordedResource } from "../../tests/kit/mock-stack.ts";
import { testSettings } from "../../tests/kit/test-settings.ts";
import { lookupAccount } from "../core/account.ts";
import { NAME_LIMITS } from "../core/names.ts";
import { Api } from "./api.ts";
import { Dashboards } from "./dashboards.ts";
import { Encryption } from "./encryption.ts";
import { Events } from "./events.ts";
import { Identity } from "./identity.ts";
import { Notifications } from "./notifications.ts";
import { Operations } from "./operations.ts";
import { Orders } from "./orders.ts";

const STATEFUL = [
  "aws:cloudwatch/eventArchive:EventArchive",
  "aws:cognito/userPool:UserPool",
  "aws:dynamodb/table:Table",
  "aws:kms/key:Key",
  "aws:sqs/queue:Queue",
];

/** How long a name may be, by resource type. */
const LIMITS: Readonly<Record<string, number>> = {
  "aws:apigatewayv2/api:Api": NAME_LIMITS.httpApi,
  "aws:cloudwatch/eventArchive:EventArchive": NAME_LIMITS.eventArchive,
  "aws:cloudwatch/eventBus:EventBus": NAME_LIMITS.eventBus,
  "aws:cloudwatch/eventRule:EventRule": NAME_LIMITS.eventRule,
  "aws:cloudwatch/logGroup:LogGroup": NAME_LIMITS.logGroup,
  "aws:cloudwatch/metricAlarm:MetricAlarm": NAME_LIMITS.alarm,
  "aws:cognito/userPool:UserPool": NAME_LIMITS.userPool,
  "aws:dynamodb/table:Table": NAME_LIMITS.table,
  "aws:iam/role:Role": NAME_LIMITS.role,
  "aws:kms/alias:Alias": 256,
  "aws:lambda/function:Function": NAME_LIMITS.function,
  "aws:scheduler/schedule:Schedule": NAME_LIMITS.schedule,
  "aws:scheduler/scheduleGroup:ScheduleGroup": NAME_LIMITS.schedule,
  "aws:sns/topic:Topic": NAME_LIMITS.topic,
  "aws:sqs/queue:Queue": NAME_LIMITS.queue,
};

/** All tiers as `index.ts` composes them, with bundles that are not built. */
function deploy(stack: string, overrides: Readonly<Record<string, string>> = {}): Promise<MockStack> {
  const settings = testSettings(overrides);
  return mockStack(
    () => {
      const account = lookupAccount();
      const keys = new Encryption("encryption", { settings, account });
      const { alarmActions, operators } = new Operations("operations", { settings, account, keys });
      const events = new Events("events", { settings, account, keys, operators, alarmActions });
      const identity = new Identity("identity", { settings });
      const code = () => new pulumi.asset.AssetArchive({});
      const orders = new Orders("orders", { settings, account, keys, code, alarmActions });
      const { users } = identity;
      const { bus } = events;
      const notifications = new Notifications("notifications", {
        settings,
        account,
        keys,
        bus,
        users,
        code,
        alarmActions,
      });
      const api = new Api("api", { settings, account, keys, users, routes: orders.routes, alarmActions });
      new Dashboards("dashboards", { account, api, orders, events, notifications });
    },
    { stack },
  );
}

function parentOf({ parent }: RecordedResource): { type: string; name: string } {
  const [, , types = "", name = ""] = parent.replace(/^urn:pulumi:/, "").split("::");
  return { type: types.split("$").at(-1) ?? "", name };
}

describe("the tiers together", () => {
  it("hang every resource below a component, named after it", async () => {
    const { resources } = await deploy("dev");
    for (const resource of resources.filter(({ type }) => type.startsWith("aws:"))) {
      const parent = parentOf(resource);
      assert.match(parent.type, /^orderflow:/, `${resource.type} ${resource.name} has no component`);
      assert.ok(
        resource.name.startsWith(parent.name),
        `${resource.type} '${resource.name}' in '${parent.name}'`,
      );
    }
  });

  it("hang every component below its tier", async () => {
    const { resources } = await deploy("dev");
    for (const resource of resources.filter(({ type }) => /^orderflow:(?!tiers:)/.test(type))) {
      assert.match(parentOf(resource).type, /^orderflow:tiers:/, resource.name);
    }
  });

  it("hang no resource of AWS below a tier itself", async () => {
    const { resources } = await deploy("dev", { operatorEmails: '["operators@example.com"]' });
    for (const resource of resources.filter(({ type }) => type.startsWith("aws:"))) {
      assert.doesNotMatch(parentOf(resource).type, /^orderflow:tiers:/, resource.name);
    }
  });

  it("protect what holds data in production, and nothing elsewhere", async () => {
    const protectedIn = async (production: string) =>
      (await deploy("prod", { production })).resources.filter(({ protect }) => protect);
    const protectedInProduction = await protectedIn("true");
    assert.deepEqual([...new Set(protectedInProduction.map(({ type }) => type))].sort(), STATEFUL);
    assert.equal(protectedInProduction.length, 16);
    assert.deepEqual(await protectedIn("false"), []);
  });

  it("have names that fit, all different, in a stack with a name of 40 characters", async () => {
    const { resources } = await deploy("feature-checkout-rewrite-2026-11-for-qa1");
    for (const [type, limit] of Object.entries(LIMITS)) {
      const names = resources
        .filter((resource) => resource.type === type)
        .map(({ inputs }) => String(inputs.name));
      assert.ok(names.length > 0, type);
      assert.equal(new Set(names).size, names.length);
      for (const name of names) assert.ok(name.length <= limit, `${type} ${name}`);
    }
  });

  it("say of every alarm why it matters and what to do", async () => {
    const stack = await deploy("dev");
    const alarms = stack.names("aws:cloudwatch/metricAlarm:MetricAlarm");
    assert.equal(alarms.length, 35);
    for (const name of alarms) {
      const { alarmDescription } = stack.find("aws:cloudwatch/metricAlarm:MetricAlarm", name).inputs;
      assert.match(String(alarmDescription), /^[A-Z].+[:.] .+\.$/);
      assert.ok(String(alarmDescription).length <= 1024);
    }
  });

  it("tell the operators of every alarm, when it goes off and when it is over", async () => {
    const { resources } = await deploy("dev");
    const alarms = resources.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
    const topic = "arn:aws:sns:eu-west-1:111122223333:operators-dev";
    for (const { name, inputs } of alarms) {
      assert.deepEqual([inputs.alarmActions, inputs.okActions], [[topic], [topic]], name);
    }
  });

  it("raise an alarm at the first message of every dead-letter queue", async () => {
    const stack = await deploy("dev");
    const queues = stack.names("aws:sqs/queue:Queue").filter((name) => name.endsWith("-dlq"));
    assert.deepEqual(queues, [
      "notifications-dlq",
      "order-events-dlq",
      "order-failed-operators-dlq",
      "orderflow-bus-dlq",
      "orders-notifications-dlq",
      "orders-reconcile-dlq",
      "orders-reconcile-schedule-dlq",
    ]);
    for (const queue of queues) {
      const { inputs } = stack.find("aws:cloudwatch/metricAlarm:MetricAlarm", `${queue}-depth`);
      assert.deepEqual(inputs.dimensions, { QueueName: `${queue}-dev` });
      assert.equal(inputs.threshold, 0);
    }
  });

  it("encrypt every log group with the key for logs, and all data with the key for data", async () => {
    const { resources } = await deploy("dev");
    const key = (name: string) => `arn:aws:kms:eu-west-1:111122223333:key/${name}`;
    const keysOf = (type: string, property: (inputs: RecordedResource["inputs"]) => unknown) => [
      ...new Set(
        resources.filter((resource) => resource.type === type).map(({ inputs }) => property(inputs)),
      ),
    ];
    assert.deepEqual(
      keysOf("aws:cloudwatch/logGroup:LogGroup", ({ kmsKeyId }) => kmsKeyId),
      [key("orderflow-logs")],
    );
    assert.deepEqual(
      keysOf("aws:sqs/queue:Queue", ({ kmsMasterKeyId }) => kmsMasterKeyId),
      [key("orderflow-data")],
    );
    assert.deepEqual(
      keysOf("aws:sns/topic:Topic", ({ kmsMasterKeyId }) => kmsMasterKeyId),
      [key("orderflow-notifications")],
    );
  });
});
