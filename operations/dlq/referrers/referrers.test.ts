import assert from "node:assert/strict";
import type { PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { chosen, named, putter } from "../choice.ts";
import type { DeadLetter } from "../dead-letter.ts";
import type { Payload, Targets } from "../targets.ts";
import { deadLetter } from "../testing.ts";
import { EventBus } from "./event-bus.ts";
import { FailureDestination } from "./failure-destination.ts";
import { FunctionDlq } from "./function-dlq.ts";
import { NotRedrivable, type Referrer } from "./referrer.ts";
import { RuleTarget } from "./rule-target.ts";
import { Schedule } from "./schedule.ts";
import { SourceQueue } from "./source-queue.ts";
import { Subscription } from "./subscription.ts";

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:000000000000:${resource}`;
const DLQ = arn("sqs", "dlq");
const QUEUE = arn("sqs", "orders");
const FUNCTION = arn("lambda", "function:work");
const RULE = arn("events", "rule/orderflow/mailed");
const SCHEDULE = arn("scheduler", "schedule/every/minute");
const SUBSCRIPTION = arn("sns", "registered:1-2-3");

/** Who would get what. */
interface Handed {
  readonly to: string;
  readonly text?: string;
  readonly groupId?: string | undefined;
  readonly entry?: PutEventsRequestEntry;
}

/** Says what would be handed over, and does not. */
class Recorder implements Pick<Targets, "to" | "asItIs" | "onBus"> {
  readonly handed: Handed[] = [];

  to(to: string, _letter: DeadLetter, { text, groupId }: Payload) {
    return this.#record({ to, text, groupId });
  }
  asItIs(to: string, { body }: DeadLetter) {
    return this.#record({ to, text: body });
  }
  onBus(to: string, entry: PutEventsRequestEntry) {
    return this.#record({ to, entry });
  }
  #record(handed: Handed) {
    this.handed.push(handed);
    return { to: handed.to, send: async () => "" };
  }
}

const event = {
  version: "0",
  id: "e-1",
  "detail-type": "OrderConfirmed",
  source: "orderflow.orders",
  account: "000000000000",
  time: "2026-11-26T10:00:00Z",
  region: "eu-west-1",
  resources: ["r"],
  detail: { data: { orderId: "o-1" } },
};
const ruleError = { RULE_ARN: RULE, TARGET_ARN: QUEUE, ERROR_CODE: "NO_PERMISSIONS", ERROR_MESSAGE: "no" };
const invocationRecord = {
  requestContext: { functionArn: `${FUNCTION}:$LATEST`, condition: "RetriesExhausted" },
  requestPayload: { id: "x" },
  responsePayload: { errorType: "TypeError", errorMessage: "broken" },
};
const notification = {
  Type: "Notification",
  MessageId: "n-1",
  TopicArn: arn("sns", "registered"),
  Message: "{}",
  SigningCertURL: "https://certificate",
  UnsubscribeURL: `https://sns/?Action=Unsubscribe&SubscriptionArn=${SUBSCRIPTION}`,
};

describe("what refers to a dead-letter queue", () => {
  let recorder: Recorder;
  beforeEach(() => {
    recorder = new Recorder();
  });
  const targets = () => recorder as unknown as Targets;
  const queue = () => new SourceQueue(QUEUE, DLQ, targets());
  const rule = (target: object = {}) =>
    new RuleTarget(
      { name: "mailed", arn: RULE },
      { Id: "t", Arn: QUEUE, DeadLetterConfig: { Arn: DLQ }, ...target },
      targets(),
    );
  const bus = () =>
    new EventBus(
      { name: "orderflow", arn: arn("events", "event-bus/orderflow"), deadLetterArn: DLQ },
      targets(),
    );
  const subscription = (protocol: string, raw = false) =>
    new Subscription(
      {
        arn: SUBSCRIPTION,
        protocol,
        endpoint: protocol === "sqs" ? QUEUE : FUNCTION,
        raw,
        deadLetterArn: DLQ,
      },
      targets(),
    );
  const dlq = () => new FunctionDlq({ FunctionName: "work", FunctionArn: FUNCTION }, targets());
  const destination = () => new FailureDestination({ FunctionArn: `${FUNCTION}:$LATEST` }, targets());
  const schedule = () =>
    new Schedule(
      { $metadata: {}, Name: "minute", Arn: SCHEDULE, Target: { Arn: FUNCTION, RoleArn: "" } },
      targets(),
    );

  const handedBy = (referrer: Referrer, letter: DeadLetter) => {
    referrer.redrive(letter);
    return recorder.handed.at(-1);
  };

  const letters: Readonly<Record<string, DeadLetter>> = {
    queue: deadLetter("{}", {}, { sourceQueueArn: QUEUE }),
    rule: deadLetter(event, ruleError),
    bus: deadLetter(event, { ERROR_CODE: "NO_PERMISSIONS", ERROR_MESSAGE: "no key" }),
    subscription: deadLetter(notification),
    "function's queue": deadLetter("{}", { RequestID: "r-1", ErrorCode: "200", ErrorMessage: "broken" }),
    "function's destination": deadLetter(invocationRecord),
    schedule: deadLetter(
      { FunctionName: FUNCTION, Payload: '{"at":1}' },
      { SCHEDULE_ARN: SCHEDULE, ERROR_CODE: "AccessDenied", ERROR_MESSAGE: "no" },
    ),
  };
  const all = (): Readonly<Record<string, Referrer>> => ({
    queue: queue(),
    rule: rule(),
    bus: bus(),
    subscription: subscription("sqs"),
    "function's queue": dlq(),
    "function's destination": destination(),
    schedule: schedule(),
  });

  for (const [kind, letter] of Object.entries(letters))
    it(`is told by its message alone, among all others: ${kind}`, () => {
      const referrers = all();
      assert.equal(putter(Object.values(referrers), letter), referrers[kind]);
    });

  it("says why it failed", () => {
    assert.deepEqual(
      Object.entries(all()).map(([kind, referrer]) => [
        kind,
        referrer.errorOf(letters[kind] ?? deadLetter("")),
      ]),
      [
        ["queue", undefined],
        ["rule", { code: "NO_PERMISSIONS", message: "no" }],
        ["bus", { code: "NO_PERMISSIONS", message: "no key" }],
        ["subscription", undefined],
        ["function's queue", { message: "broken" }],
        ["function's destination", { code: "TypeError", message: "broken" }],
        ["schedule", { code: "AccessDenied", message: "no" }],
      ],
    );
    const { responsePayload: _, ...throttled } = invocationRecord;
    assert.equal(destination().errorOf(deadLetter(throttled))?.code, "RetriesExhausted");
  });

  describe("hands over", () => {
    it("a queue's message as it is", () => {
      assert.deepEqual(handedBy(queue(), deadLetter("{not json")), { to: QUEUE, text: "{not json" });
    });

    it("an event as the rule's target gets it", () => {
      const text = (target: object) => handedBy(rule(target), deadLetter(event, ruleError))?.text ?? "";
      assert.deepEqual(JSON.parse(text({})), event);
      assert.equal(text({ InputPath: "$.detail" }), '{"data":{"orderId":"o-1"}}');
      assert.equal(text({ Input: '"constant"' }), '"constant"');
      const InputPathsMap = { id: "$.detail.data.orderId" };
      const InputTransformer = {
        InputPathsMap,
        InputTemplate: '{"order":<id>,"rule":"<aws.events.rule-name>"}',
      };
      assert.equal(text({ InputTransformer }), '{"order":"o-1","rule":"mailed"}');
      const fifo = rule({ SqsParameters: { MessageGroupId: "g" } });
      assert.equal(handedBy(fifo, deadLetter(event, ruleError))?.groupId, "g");
    });

    it("an event to the bus that never had it", () => {
      assert.deepEqual(handedBy(bus(), deadLetter(event)), {
        to: arn("events", "event-bus/orderflow"),
        entry: {
          Source: "orderflow.orders",
          DetailType: "OrderConfirmed",
          Time: new Date("2026-11-26T10:00:00Z"),
          Resources: ["r"],
          Detail: '{"data":{"orderId":"o-1"}}',
        },
      });
    });

    it("a notification to the queue as it is, to the function as Lambda gets it", () => {
      const letter = deadLetter(notification);
      assert.deepEqual(handedBy(subscription("sqs"), letter), { to: QUEUE, text: letter.body });
      const { to, text = "" } = handedBy(subscription("lambda"), letter) ?? {};
      const { SigningCertURL, UnsubscribeURL, ...rest } = notification;
      assert.equal(to, FUNCTION);
      assert.deepEqual(JSON.parse(text), {
        Records: [
          {
            EventSource: "aws:sns",
            EventVersion: "1.0",
            EventSubscriptionArn: SUBSCRIPTION,
            Sns: {
              ...rest,
              Subject: null,
              SigningCertUrl: SigningCertURL,
              UnsubscribeUrl: UnsubscribeURL,
              MessageAttributes: {},
            },
          },
        ],
      });
      assert.equal(handedBy(subscription("lambda"), deadLetter(text))?.text, text, "what SNS wrapped itself");
    });

    it("an event to the function, out of the record of its invocation too", () => {
      assert.deepEqual(handedBy(dlq(), deadLetter('{"id":"x"}'))?.text, '{"id":"x"}');
      const { to, text } = handedBy(destination(), deadLetter(invocationRecord)) ?? {};
      assert.deepEqual([to, text], [FUNCTION, '{"id":"x"}']);
    });

    it("to a schedule's target what it was to get", () => {
      const letter = (body: object) => deadLetter(body, { SCHEDULE_ARN: SCHEDULE });
      assert.equal(handedBy(schedule(), letter({ Payload: '{"at":1}' }))?.text, '{"at":1}');
      const message = { MessageBody: "hello", QueueUrl: "u", MessageGroupId: "g" };
      assert.deepEqual(handedBy(schedule(), letter(message)), { to: FUNCTION, text: "hello", groupId: "g" });
    });
  });

  describe("keeps", () => {
    const refused = (referrer: Referrer, letter: DeadLetter, reason: RegExp) =>
      assert.throws(
        () => referrer.redrive(letter),
        (error) => error instanceof NotRedrivable && reason.test(error.message),
      );

    it("what is not of its form", () => {
      for (const body of ["{not json", "[]", "{}"]) {
        refused(rule(), deadLetter(body), /no event/);
        refused(bus(), deadLetter(body), /no event/);
        refused(destination(), deadLetter(body), /no record/);
        refused(schedule(), deadLetter(body), /no request of Scheduler/);
        refused(subscription("lambda"), deadLetter(body), /no notification/);
      }
      const { requestPayload: _, ...tooLarge } = invocationRecord;
      refused(destination(), deadLetter(tooLarge), /does not have the event/);
      const cut = { SCHEDULE_ARN: SCHEDULE, IS_PAYLOAD_TRUNCATED: "true" };
      refused(schedule(), deadLetter({ Payload: "{" }, cut), /cut/);
    });

    it("what only SNS can deliver", () => {
      refused(subscription("https"), deadLetter(notification), /Nobody but SNS .* https/);
    });
  });

  describe("is chosen", () => {
    it("by what the message says, or else by name", () => {
      const referrers = [queue(), schedule()];
      const direct = deadLetter("{}");
      assert.throws(() => chosen(referrers, direct, false), /--to orders or --to minute/);
      assert.throws(() => chosen([queue()], direct, false), /--to orders/);
      assert.equal(chosen(named(referrers, "orders"), direct, true), referrers[0]);
      assert.equal(chosen(named(referrers, SCHEDULE), direct, true), referrers[1]);
      assert.throws(() => named(referrers, "nobody"), /orders \(queue\), .*\n.*minute \(schedule\)/);
    });

    it("among subscriptions of a queue that wants its messages raw", () => {
      const raw = subscription("sqs", true);
      assert.equal(putter([raw, queue()], deadLetter('{"id":"u1"}', { tier: "gold" })), raw);
      for (const kind of ["queue", "rule", "function's queue", "function's destination", "schedule"])
        assert.equal(raw.hasPut(letters[kind] ?? deadLetter("")), false, kind);
    });
  });
});
