import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { EVERYDAY_FAULTS } from "../../local/faults/default-plan.ts";
import type { FaultRule } from "../../local/faults/plan.ts";
import type { Platform } from "../../local/platform.ts";
import { alarmState, describeAlarms, metricSum } from "../kit/cloudwatch.ts";
import { expectWarnings } from "../kit/expected-warnings.ts";
import { Notifications } from "../kit/notifications.ts";
import { Operator } from "../kit/operators.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { freshPlatform } from "../kit/platform.ts";
import { RootQueue } from "../kit/queues.ts";
import { takeFromRole, withoutService } from "../kit/statements.ts";
import { advanceUntil, waitFor } from "../kit/wait.ts";

const MINUTE = 60_000;
const STACK = "dev";

interface Watched {
  readonly alarm: string;
  /** What the notification says: what it means, and what to do first. */
  readonly why: RegExp;
  readonly whatToDo: RegExp;
  /** How many minutes pass at most until it goes off, and until it is over. */
  readonly minutes: number;
  /** Makes it go off. Resolves to what ends the cause. */
  readonly provoke: () => Promise<() => unknown>;
}

interface WatchedFunction {
  readonly name: string;
  readonly timeoutSeconds: number;
  readonly call: (api: OrdersApi) => Promise<unknown>;
}

const CREATE: WatchedFunction = { name: "orders-create", timeoutSeconds: 30, call: (api) => api.create() };
const GET: WatchedFunction = {
  name: "orders-get",
  timeoutSeconds: 30,
  call: (api) => api.get(randomUUID()),
};
const PROCESS: WatchedFunction = {
  name: "orders-process",
  timeoutSeconds: 5,
  call: (api) => api.createdId(),
};
/** Its schedule calls it. */
const RECONCILE: WatchedFunction = { name: "orders-reconcile", timeoutSeconds: 60, call: async () => {} };

/** What the local cloud warns of that these tests bring about. */
const EXPECTED_WARNINGS = [
  "perform: sqs:ReceiveMessage",
  "perform: lambda:InvokeFunction",
  "perform: kms:GenerateDataKey",
  "could not bring the event",
  "could not write the event",
  "an injected fault",
];

describe("the operators", function () {
  this.timeout(120_000);
  let platform: Platform;
  let operator: Operator;
  const told = new Set<string>();

  const unexpect: (() => void)[] = [];
  before(async () => {
    for (const text of EXPECTED_WARNINGS) unexpect.unshift(expectWarnings(text));
    platform = await freshPlatform(STACK);
    operator = await Operator.subscribe(platform);
    await platform.cloud.clock.advance(2 * MINUTE);
    await operator.readAll();
  });
  beforeEach(() => void inject());
  after(() => {
    for (const end of unexpect) end();
  });

  const inject = (...rules: FaultRule[]) => platform.faults.set({ rules: [...rules, ...EVERYDAY_FAULTS] });
  const queue = (name: string) => RootQueue.named(platform, `${name}-${STACK}`);
  const take = (role: string, action: string) => takeFromRole(platform, `${role}-${STACK}`, action);
  /** Tokens last for an hour, and these tests pass many. */
  const customer = () => OrdersApi.as(platform, "demo");

  const passUntil = (name: string, state: "ALARM" | "OK", minutes: number) =>
    advanceUntil(
      platform.cloud.clock,
      `${name} to be ${state}`,
      async () => (await alarmState(platform, name)) === state,
      { stepMs: MINUTE / 2, atMostMs: minutes * MINUTE },
    );

  async function injectFor(rule: FaultRule, work: (api: OrdersApi) => Promise<unknown>) {
    inject(rule);
    await work(await customer());
    return () => inject();
  }

  const EVENTS = "events.amazonaws.com";

  /** Puts an event for which the operators' topic no longer lets EventBridge in, and makes the topic let it in again. */
  async function putFailedOrder(): Promise<void> {
    const TopicArn = platform.outputs.operatorsTopicArn;
    const topic = { TopicArn, AttributeName: "Policy" };
    const { Attributes } = await platform.callAsRoot<{ Attributes: ReadonlyMap<string, string> }>(
      "sns",
      "GetTopicAttributes",
      { TopicArn },
    );
    const policy = Attributes.get("Policy") ?? "";
    const setPolicy = (AttributeValue: string) =>
      platform.callAsRoot("sns", "SetTopicAttributes", { ...topic, AttributeValue });
    const ended = () =>
      metricSum(platform, "AWS/Events", "FailedInvocations", {
        EventBusName: `orderflow-${STACK}`,
        RuleName: `order-failed-operators-${STACK}`,
      });
    const before = await ended();
    await setPolicy(withoutService(policy, EVENTS));
    try {
      await putEvent();
      await waitFor("the event to be given up", async () => (await ended()) > before);
    } finally {
      await setPolicy(policy);
    }
  }

  async function putEvent(): Promise<void> {
    const event = { Source: "orderflow.orders", DetailType: "OrderFailed", Detail: "{}" };
    const Entries = [{ ...event, EventBusName: platform.outputs.eventBusName }];
    await platform.callAsRoot("events", "PutEvents", { Entries });
  }

  /** The policy of the key for data. */
  async function dataKey() {
    const { Attributes } = await platform.callAsRoot<{ Attributes: Readonly<Record<string, string>> }>(
      "sqs",
      "GetQueueAttributes",
      { QueueUrl: platform.outputs.orderEventsQueueUrl, AttributeNames: ["KmsMasterKeyId"] },
    );
    const key = { KeyId: Attributes.KmsMasterKeyId, PolicyName: "default" };
    const { Policy } = await platform.callAsRoot<{ Policy: string }>("kms", "GetKeyPolicy", key);
    const put = (policy: string) => platform.callAsRoot("kms", "PutKeyPolicy", { ...key, Policy: policy });
    return { policy: Policy, put };
  }

  /** One run of a function fails. */
  const failing =
    ({ name, call }: WatchedFunction, fault: "crash-before" | "throttle") =>
    () =>
      injectFor({ fault, service: "lambda", function: `${name}-${STACK}`, times: 1 }, call);

  /** Has the rule to customers' mails fail, and the queues take EventBridge's messages again when it has. */
  async function refuseNotification(...names: readonly string[]): Promise<() => Promise<unknown>> {
    const restore: (() => Promise<unknown>)[] = [];
    for (const name of names) {
      const { url: QueueUrl } = await queue(name);
      const { Attributes } = await platform.callAsRoot<{ Attributes: { Policy: string } }>(
        "sqs",
        "GetQueueAttributes",
        { QueueUrl, AttributeNames: ["Policy"] },
      );
      const setPolicy = (Policy: string) =>
        platform.callAsRoot("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
      await setPolicy(withoutService(Attributes.Policy, EVENTS));
      restore.push(() => setPolicy(Attributes.Policy));
    }
    const notifications = new Notifications(platform);
    await notifications.put("OrderConfirmed", { orderId: randomUUID(), owner: randomUUID() });
    return () => Promise.all(restore.map((put) => put()));
  }

  /** What SES itself finds out of mails, put where it puts it: the local cloud has no mailboxes. */
  const putMailMetric = (name: string, value: number) => async () => {
    platform.cloud.cloudWatch.put({
      namespace: "AWS/SES",
      name,
      dimensions: { "ses:configuration-set": `mail-${STACK}` },
      value,
      timestamp: platform.cloud.clock.now(),
    });
    return () => undefined;
  };

  const aboutMails: readonly Watched[] = [
    {
      alarm: "notifications-dlq-depth",
      why: /work is not done/,
      whatToDo: /mend it, then redrive/,
      minutes: 30,
      async provoke() {
        await (await queue("notifications")).send("{poison");
        return async () => (await queue("notifications-dlq")).purge();
      },
    },
    {
      alarm: "notifications-age",
      why: /wait longer than their work takes/,
      whatToDo: /consumer's errors and throttles/,
      minutes: 15,
      async provoke() {
        const giveBack = take("notifications-send", "sqs:ReceiveMessage");
        const notifications = await queue("notifications");
        await notifications.send("{}");
        return async () => {
          await notifications.purge();
          giveBack();
        };
      },
    },
    {
      alarm: "notifications-notifications-send-backlog",
      why: /more slowly than they arrive/,
      whatToDo: /duration and throttles/,
      minutes: 16,
      async provoke() {
        const giveBack = take("notifications-send", "sqs:ReceiveMessage");
        const notifications = await queue("notifications");
        for (let count = 0; count < 1001; count++) await notifications.send("{}");
        return async () => {
          await notifications.purge();
          giveBack();
        };
      },
    },
    {
      alarm: "orders-notifications-dlq-depth",
      why: /did not reach the target of the rule/,
      whatToDo: /message's attributes/,
      minutes: 4,
      async provoke() {
        const restore = await refuseNotification("notifications");
        return async () => {
          await restore();
          await (await queue("orders-notifications-dlq")).purge();
        };
      },
    },
    {
      alarm: "orders-notifications-lost",
      why: /neither its target nor the dead-letter queue/,
      whatToDo: /replay the archive to this rule/,
      minutes: 4,
      provoke: () => refuseNotification("notifications", "orders-notifications-dlq"),
    },
    {
      alarm: "mail-unrendered",
      why: /the customer was not told/,
      whatToDo: /Compare the template/,
      minutes: 7,
      async provoke() {
        await platform.callAsRoot("ses", "SendEmail", {
          FromEmailAddress: "orders@example.com",
          Destination: { ToAddresses: ["success@simulator.amazonses.com"] },
          Content: { Template: { TemplateName: `mail-order-confirmed-${STACK}`, TemplateData: "{}" } },
        });
        return () => undefined;
      },
    },
    {
      alarm: "mail-rejected",
      why: /found malware/,
      whatToDo: /changed in the templates/,
      minutes: 7,
      provoke: putMailMetric("Reject", 1),
    },
    {
      alarm: "mail-bounces",
      why: /many mails bounce/,
      whatToDo: /false addresses/,
      minutes: 7,
      provoke: putMailMetric("Reputation.BounceRate", 0.06),
    },
    {
      alarm: "mail-complaints",
      why: /take our mails for spam/,
      whatToDo: /sent more often/,
      minutes: 7,
      provoke: putMailMetric("Reputation.ComplaintRate", 0.002),
    },
  ];

  const SEND: WatchedFunction = {
    name: "notifications-send",
    timeoutSeconds: 30,
    call: () =>
      new Notifications(platform).put("OrderConfirmed", { orderId: randomUUID(), owner: randomUUID() }),
  };

  const watched: readonly Watched[] = [
    ...aboutMails,
    {
      alarm: "order-events-dlq-depth",
      why: /work is not done/,
      whatToDo: /mend it, then redrive/,
      minutes: 10,
      async provoke() {
        await (await queue("order-events")).send("{poison");
        return async () => (await queue("order-events-dlq")).purge();
      },
    },
    {
      alarm: "order-events-age",
      why: /stale orders/,
      whatToDo: /consumer's errors and throttles/,
      minutes: 10,
      async provoke() {
        const giveBack = take("orders-process", "sqs:ReceiveMessage");
        await (await customer()).createdId();
        return giveBack;
      },
    },
    {
      alarm: "order-events-orders-process-backlog",
      why: /confirmed late/,
      whatToDo: /queueMaximumConcurrency/,
      minutes: 16,
      async provoke() {
        const giveBack = take("orders-process", "sqs:ReceiveMessage");
        const orderEvents = await queue("order-events");
        for (let count = 0; count < 1001; count++) await orderEvents.send("{}");
        return async () => {
          await orderEvents.purge();
          giveBack();
        };
      },
    },
    {
      alarm: "orders-create-order-events-not-sent",
      why: /accepted.*confirmed minutes late/,
      whatToDo: /log of orders-create/,
      minutes: 3,
      provoke: () =>
        injectFor({ fault: "error", operation: "SendMessage", function: `orders-create-${STACK}` }, (api) =>
          api.createdId(),
        ),
    },
    {
      alarm: "orders-reconcile-outbox-parked",
      why: /no final status: nothing more happens/,
      whatToDo: /un-park it \(docs\/orders\.md\)/,
      minutes: 30,
      provoke: () =>
        injectFor(
          { fault: "error", operation: "TransactWriteItems", function: `orders-process-${STACK}` },
          (api) => api.createdId(),
        ),
    },
    {
      alarm: "orders-reconcile-dlq-depth",
      why: /failed three times with the same event/,
      whatToDo: /mend it, then/,
      minutes: 6,
      async provoke() {
        inject({ fault: "crash-before", service: "lambda", function: `orders-reconcile-${STACK}` });
        return async () => {
          inject();
          // Events that failed meanwhile have their last attempts ahead.
          await platform.cloud.clock.advance(4 * MINUTE);
          await (await queue("orders-reconcile-dlq")).purge();
        };
      },
    },
    {
      alarm: "orders-reconcile-schedule-dlq-depth",
      why: /could not start its function/,
      whatToDo: /message's attributes/,
      minutes: 4,
      async provoke() {
        const giveBack = take("orders-reconcile-schedule", "lambda:InvokeFunction");
        return async () => {
          giveBack();
          await platform.cloud.clock.advance(MINUTE);
          const [dead] = await (await queue("orders-reconcile-schedule-dlq")).take();
          assert.match(dead?.MessageAttributes?.ERROR_MESSAGE?.StringValue ?? "", /lambda:InvokeFunction/);
          await (await queue("orders-reconcile-schedule-dlq")).purge();
        };
      },
    },
    {
      alarm: "order-failed-operators-dlq-depth",
      why: /did not reach the target of the rule/,
      whatToDo: /message's attributes/,
      minutes: 4,
      async provoke() {
        await putFailedOrder();
        const deadLetters = await queue("order-failed-operators-dlq");
        const [dead] = await deadLetters.take();
        assert.match(dead?.MessageAttributes?.ERROR_MESSAGE?.StringValue ?? "", /sns:Publish/);
        await deadLetters.send(dead?.Body ?? "");
        return () => deadLetters.purge();
      },
    },
    {
      alarm: "order-failed-operators-lost",
      why: /neither its target nor the dead-letter queue/,
      whatToDo: /replay the archive to this rule/,
      minutes: 4,
      async provoke() {
        const { url } = await queue("order-failed-operators-dlq");
        const { Attributes } = await platform.callAsRoot<{ Attributes: { Policy: string } }>(
          "sqs",
          "GetQueueAttributes",
          { QueueUrl: url, AttributeNames: ["Policy"] },
        );
        const setPolicy = (Policy: string) =>
          platform.callAsRoot("sqs", "SetQueueAttributes", { QueueUrl: url, Attributes: { Policy } });
        await setPolicy(withoutService(Attributes.Policy, EVENTS));
        await putFailedOrder();
        return () => setPolicy(Attributes.Policy);
      },
    },
    {
      alarm: "orderflow-bus-dlq-depth",
      why: /did not get onto the bus/,
      whatToDo: /policy of the bus's key/,
      minutes: 4,
      async provoke() {
        const { policy, put } = await dataKey();
        const { Statement, ...rest } = JSON.parse(policy);
        const refusal = {
          Effect: "Deny",
          Principal: { Service: EVENTS },
          Action: "kms:*",
          Resource: "*",
          Condition: { StringLike: { "kms:EncryptionContext:aws:events:event-bus:arn": "*" } },
        };
        await put(JSON.stringify({ ...rest, Statement: [...Statement, refusal] }));
        await putEvent();
        return async () => {
          await put(policy);
          await (await queue("orderflow-bus-dlq")).purge();
        };
      },
    },
    {
      alarm: "orderflow-5xx",
      why: /customer's request failed/,
      whatToDo: /access log/,
      minutes: 6,
      provoke: failing(GET, "crash-before"),
    },
    ...[CREATE, GET, PROCESS, RECONCILE, SEND].flatMap((watchedFunction): Watched[] => [
      {
        alarm: `${watchedFunction.name}-errors`,
        why: /failed, timed out or ran out of memory/,
        whatToDo: /follow the correlation id/,
        minutes: 6,
        provoke: failing(watchedFunction, "crash-before"),
      },
      {
        alarm: `${watchedFunction.name}-throttles`,
        why: /concurrency is used up/,
        whatToDo: /ask AWS to raise/,
        minutes: 6,
        provoke: failing(watchedFunction, "throttle"),
      },
      {
        alarm: `${watchedFunction.name}-slow`,
        why: /it will soon time out/,
        whatToDo: /slowest traces in X-Ray/,
        minutes: 21,
        // Durations are real time, so a slow run would take a test as long: these are put where Lambda puts its own.
        provoke: async () => {
          for (let minute = 0; minute < 20; minute++)
            platform.cloud.cloudWatch.put({
              namespace: "AWS/Lambda",
              name: "Duration",
              dimensions: { FunctionName: `${watchedFunction.name}-${STACK}` },
              value: watchedFunction.timeoutSeconds * 900,
              timestamp: platform.cloud.clock.now() + minute * MINUTE,
            });
          return () => undefined;
        },
      },
    ]),
  ];

  for (const { alarm, why, whatToDo, minutes, provoke } of watched) {
    it(`are told by ${alarm}, why and what to do, and when it is over`, async () => {
      const name = `${alarm}-${STACK}`;
      await passUntil(name, "OK", 10);
      await operator.readAll();
      const end = await provoke();
      try {
        const { Subject, AlarmDescription, NewStateReason } = await operator.next(name, "ALARM", minutes);
        assert.equal(Subject, `ALARM: "${name}" in EU (Ireland)`);
        assert.match(AlarmDescription, new RegExp(`${why.source}.*[.] .*${whatToDo.source}.*[.]$`));
        assert.match(NewStateReason, /(was|were) greater than the threshold/);
      } finally {
        await end();
      }
      const { AlarmDescription, Subject } = await operator.next(name, "OK", minutes);
      assert.equal(Subject, `OK: "${name}" in EU (Ireland)`);
      assert.match(AlarmDescription, whatToDo);
      told.add(name);
    });
  }

  it("are told by every alarm there is", async () => {
    const alarms = await describeAlarms(platform);
    assert.deepEqual(new Set(alarms.map(({ AlarmName }) => AlarmName)), told);
    for (const { AlarmActions, OKActions } of alarms)
      assert.deepEqual([AlarmActions, OKActions], Array(2).fill([platform.outputs.operatorsTopicArn]));
  });

  it("are not told where the topic's key does not name CloudWatch: only a metric of the topic knows", async () => {
    const name = `orders-create-order-events-not-sent-${STACK}`;
    const failed = () =>
      metricSum(platform, "AWS/SNS", "NumberOfNotificationsFailed", { TopicName: `operators-${STACK}` });
    const { Attributes } = await platform.callAsRoot<{ Attributes: ReadonlyMap<string, string> }>(
      "sns",
      "GetTopicAttributes",
      { TopicArn: platform.outputs.operatorsTopicArn },
    );
    const key = { KeyId: Attributes.get("KmsMasterKeyId"), PolicyName: "default" };
    const { Policy } = await platform.callAsRoot<{ Policy: string }>("kms", "GetKeyPolicy", key);
    const putPolicy = (policy: string) =>
      platform.callAsRoot("kms", "PutKeyPolicy", { ...key, Policy: policy });
    const refuseSends: FaultRule = {
      fault: "error",
      operation: "SendMessage",
      function: `orders-create-${STACK}`,
    };

    await operator.readAll();
    const before = await failed();
    await putPolicy(withoutService(Policy, "cloudwatch.amazonaws.com"));
    await injectFor(refuseSends, (api) => api.createdId());
    await passUntil(name, "ALARM", 3);
    await passUntil(name, "OK", 3);
    await waitFor("both notifications to have failed", async () => (await failed()) === before + 2);
    assert.deepEqual(await operator.readAll(), []);

    await putPolicy(Policy);
    await injectFor(refuseSends, (api) => api.createdId());
    await operator.next(name, "ALARM", 3);
    assert.equal(await failed(), before + 2);
  });
});
