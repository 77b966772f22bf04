import assert from "node:assert/strict";
import type { PolicyStatement } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import { allowEvents, arnOf, BUS, EventsHarness, FUNCTION, throttled } from "./testing.ts";

const HOUR = 3_600_000;

describe("EventBridge's targets", () => {
  let h: EventsHarness;
  beforeEach(() => {
    h = new EventsHarness();
  });
  afterEach(() => h.close());

  const attributesOf = (
    message: { MessageAttributes?: Readonly<Record<string, { StringValue?: string }>> } | undefined,
  ) =>
    Object.fromEntries(
      Object.entries(message?.MessageAttributes ?? {}).map(([name, value]) => [name, value.StringValue]),
    );

  it("gives a function the whole event, as EventBridge and for the rule, with the trace", async () => {
    const rule = await h.rule();
    const { Entries } = await h.put({ TraceHeader: "Root=1-1-1", Resources: ["arn:x"], Time: 1_700_000_000 });
    await h.until("the invocation", () => h.invocations.length === 1);
    const [invocation] = h.invocations;
    assert.deepEqual(JSON.parse(invocation?.payload ?? ""), {
      version: "0",
      id: Entries[0]?.EventId,
      "detail-type": "OrderCreated",
      source: "orders",
      account: "000000000000",
      time: "2023-11-14T22:13:20Z",
      region: "eu-west-1",
      resources: ["arn:x"],
      detail: { id: "o1" },
    });
    assert.deepEqual(invocation?.principal, {
      kind: "service",
      service: "events.amazonaws.com",
      sourceArn: rule,
    });
    assert.deepEqual([invocation?.sourceArn, invocation?.traceHeader], [rule, "Root=1-1-1"]);
    assert.deepEqual(
      ["MatchedEvents", "TriggeredRules", "Invocations", "FailedInvocations"].map((metric) => h.sum(metric)),
      [1, 1, 1, 0],
    );
    assert.deepEqual(h.data.find(({ name }) => name === "Invocations")?.dimensions, {
      EventBusName: "orders",
      RuleName: "r",
    });
  });

  it("sends to a queue, with the trace as the message's", async () => {
    const queue = h.queue("q");
    await h.rule([{ Id: "q", Arn: queue, InputPath: "$.detail.id" }]);
    await h.put({ TraceHeader: "Root=1-1-1" });
    const [message] = await h.receive(queue);
    assert.deepEqual([message?.Body, message?.Attributes?.AWSTraceHeader], ['"o1"', "Root=1-1-1"]);
  });

  it("sends to a FIFO queue in the target's group", async () => {
    const queue = h.queue("q.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
    await h.rule([{ Id: "q", Arn: queue, SqsParameters: { MessageGroupId: "g" } }]);
    await h.put();
    assert.equal((await h.receive(queue))[0]?.Attributes?.MessageGroupId, "g");
  });

  it("publishes to a topic whose policy lets EventBridge in without a condition", async () => {
    const queue = h.queue("q", {}, [
      { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: arnOf("sqs", "q") },
    ]);
    const topic = arnOf("sns", "t");
    await h.call("CreateTopic", { Name: "t" }, undefined, "sns");
    const allow = async (statement: PolicyStatement) => {
      const AttributeValue = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      const input = { TopicArn: topic, AttributeName: "Policy", AttributeValue };
      await h.call("SetTopicAttributes", input, undefined, "sns");
    };
    const Attributes = { RawMessageDelivery: "true" };
    await h.call(
      "Subscribe",
      { TopicArn: topic, Protocol: "sqs", Endpoint: queue, Attributes },
      undefined,
      "sns",
    );
    await h.rule([{ Id: "t", Arn: topic, Input: '"constant"' }]);
    const conditional = allowEvents("sns:Publish", topic);
    await allow(conditional);
    await h.put();
    await h.until("the refusal", () => h.sum("FailedInvocations") === 1);
    const { Condition: _, ...unconditional } = conditional;
    await allow(unconditional);
    await h.put();
    assert.equal((await h.receive(queue))[0]?.Body, '"constant"');
  });

  it("writes to a log group that a resource policy of the account opens", async () => {
    const logGroupName = "/aws/events/orders";
    await h.call("CreateLogGroup", { logGroupName }, undefined, "logs");
    await h.rule([{ Id: "l", Arn: arnOf("logs", `log-group:${logGroupName}`) }]);
    await h.put();
    await h.until("the refusal", () => h.warnings.length === 1);
    assert.match(h.warnings[0] ?? "", /logs:CreateLogStream/);
    const policyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: arnOf("logs", `log-group:${logGroupName}:*`),
        },
      ],
    });
    await h.call("PutResourcePolicy", { policyName: "events", policyDocument }, undefined, "logs");
    await h.put();
    await h.until("the invocation", () => h.sum("SuccessfulInvocationAttempts") === 1);
    const { events } = await h.call<{ events: { message: string }[] }>(
      "FilterLogEvents",
      { logGroupName },
      undefined,
      "logs",
    );
    assert.deepEqual(
      events.map(({ message }) => JSON.parse(message).detail),
      [{ id: "o1" }],
    );
  });

  it("forwards to another bus, by its policy or by a role", async () => {
    await h.call("CreateEventBus", { Name: "other" });
    const other = arnOf("events", "event-bus/other");
    await h.call("PutRule", { Name: "there", EventBusName: "other", EventPattern: '{"source":["orders"]}' });
    await h.call("PutTargets", {
      Rule: "there",
      EventBusName: "other",
      Targets: [{ Id: "f", Arn: FUNCTION }],
    });
    await h.rule([{ Id: "b", Arn: other }]);
    await h.put();
    await h.until("the refusal", () => h.warnings.length === 1);
    assert.match(h.warnings[0] ?? "", /events:PutEvents/);
    const RoleArn = h.role("forward", "events.amazonaws.com", {
      Effect: "Allow",
      Action: "events:PutEvents",
      Resource: other,
    });
    await h.rule([{ Id: "b", Arn: other, RoleArn }]);
    const { Entries } = await h.put();
    await h.until("the invocation", () => h.invocations.length === 1);
    assert.equal(JSON.parse(h.invocations[0]?.payload ?? "").id, Entries[0]?.EventId);
    await h.rule([{ Id: "b", Arn: other }]);
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [allowEvents("events:PutEvents", other)],
    });
    await h.call("PutPermission", { EventBusName: "other", Policy });
    await h.put();
    await h.until("the invocation", () => h.invocations.length === 2);
  });

  it("transforms the input as AWS's examples do", async () => {
    // Source: EventBridge User Guide, "Amazon EventBridge input transformation".
    const paths = {
      instance: "$.detail.instance",
      state: "$.detail.state",
      none: "$.detail.none",
      all: "$.detail",
    };
    const detail = '{"instance":"i-0123456789","state":"RUNNING","quote":"\\""}';
    const templates: readonly (readonly [template: string, expected: RegExp | string])[] = [
      ['"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
      ["<instance> is in <state>", '"i-0123456789" is in "RUNNING"'],
      ['{"instance" : <instance>, "state": "<state>"}', '{"instance" : "i-0123456789", "state": "RUNNING"}'],
      ['{"all": <all>}', `{"all": ${detail}}`],
      ['"<all>"', JSON.stringify(detail)],
      ['{"none": "<none>"}', '{"none": ""}'],
      [
        '{"rule": <aws.events.rule-name>, "at": "<aws.events.event.ingestion-time>"}',
        /^\{"rule": "r", "at": "20\d\d-\S+Z"\}$/,
      ],
      ["<aws.events.event.json>", /^\{"version":"0",.*"detail":\{"instance"/],
      ["<aws.events.event>", /^\{"version":"0",[^{]*\}$/],
    ];
    for (const [InputTemplate, expected] of templates) {
      await h.rule([{ Id: "f", Arn: FUNCTION, InputTransformer: { InputPathsMap: paths, InputTemplate } }]);
      await h.put({ Detail: detail });
      await h.until("the invocation", () => h.invocations.length === 1);
      const { payload = "" } = h.invocations.pop() ?? {};
      if (typeof expected === "string") assert.equal(payload, expected);
      else assert.match(payload, expected);
    }
  });

  it("tries again while a target throttles, ever later, and delivers in the end", async () => {
    await h.rule();
    h.functionError = throttled();
    await h.put();
    await h.until("the first attempt", () => h.sum("InvocationAttempts") === 1);
    await h.clock.advance(3_500);
    assert.equal(h.sum("RetryInvocationAttempts"), 2);
    h.functionError = undefined;
    await h.clock.advance(4_000);
    await h.until("the invocation", () => h.invocations.length === 1);
    assert.deepEqual([h.sum("Invocations"), h.sum("FailedInvocations")], [1, 0]);
  });

  const exhausted = [
    { policy: { MaximumRetryAttempts: 2 }, condition: "MaximumRetryAttempts", retries: "2" },
    { policy: { MaximumEventAgeInSeconds: 60 }, condition: "MaximumEventAgeInSeconds", retries: "5" },
  ] as const;
  for (const { policy, condition, retries } of exhausted)
    it(`writes to the dead-letter queue when ${condition} is reached, and says why`, async () => {
      const queue = h.queue("dlq");
      const rule = await h.rule([
        { Id: "f", Arn: FUNCTION, DeadLetterConfig: { Arn: queue }, RetryPolicy: policy },
      ]);
      h.functionError = throttled();
      const { Entries } = await h.put();
      await h.until("the first attempt", () => h.sum("InvocationAttempts") === 1);
      await h.clock.advance(HOUR);
      const [message] = await h.receive(queue);
      assert.equal(JSON.parse(message?.Body ?? "").id, Entries[0]?.EventId);
      assert.deepEqual(attributesOf(message), {
        RULE_ARN: rule,
        TARGET_ARN: FUNCTION,
        ERROR_CODE: "THROTTLING",
        ERROR_MESSAGE: "Rate exceeded",
        RETRY_ATTEMPTS: retries,
        EXHAUSTED_RETRY_CONDITION: condition,
      });
      assert.deepEqual([h.sum("FailedInvocations"), h.sum("InvocationsSentToDlq")], [1, 1]);
    });

  const atOnce = [
    ["NO_PERMISSIONS", new AwsError("AccessDeniedException", "no", 403)],
    ["NO_RESOURCE", new AwsError("ResourceNotFoundException", "gone", 404)],
    ["INVALID_PARAMETER", new AwsError("InvalidParameterValueException", "bad")],
  ] as const;
  for (const [code, error] of atOnce)
    it(`does not retry ${code}`, async () => {
      const queue = h.queue("dlq");
      await h.rule([{ Id: "f", Arn: FUNCTION, DeadLetterConfig: { Arn: queue } }]);
      h.functionError = error;
      await h.put();
      const attributes = attributesOf((await h.receive(queue))[0]);
      assert.deepEqual([attributes.ERROR_CODE, attributes.RETRY_ATTEMPTS], [code, "0"]);
      assert.equal("EXHAUSTED_RETRY_CONDITION" in attributes, false);
    });

  it("counts what not even the dead-letter queue takes", async () => {
    await h.rule([{ Id: "q", Arn: h.queue("q", {}, []), DeadLetterConfig: { Arn: h.queue("dlq", {}, []) } }]);
    await h.put();
    await h.until("the end", () => h.sum("InvocationsFailedToBeSentToDlq") === 1);
    assert.match(h.warnings.join("\n"), /could not bring the event.*\n.*could not write the event/);
  });

  it("sends what the bus's key does not let in to the bus's own queue", async () => {
    const allowed = {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: ["kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"],
      Resource: "*",
      Condition: {
        StringEquals: { "kms:EncryptionContext:aws:events:event-bus:arn": BUS, "aws:SourceArn": BUS },
      },
    } as const;
    const key = h.key(allowed);
    const queue = h.queue("dlq", {}, [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: arnOf("sqs", "dlq"),
      },
    ]);
    await assert.rejects(h.call("CreateEventBus", { Name: "orders", KmsKeyIdentifier: h.key() }), {
      code: "ValidationException",
      message: /KmsKeyIdentifier is not valid.*kms:DescribeKey/,
    });
    await h.call("CreateEventBus", {
      Name: "orders",
      KmsKeyIdentifier: key,
      DeadLetterConfig: { Arn: queue },
    });
    await h.rule();
    await h.put();
    await h.until("the invocation", () => h.invocations.length === 1);
    h.kms.store
      .keys()
      .find(({ arn }) => arn === key)
      ?.setEnabled(false);
    await h.put();
    assert.equal(attributesOf((await h.receive(queue))[0]).ERROR_CODE, "NO_PERMISSIONS");
    assert.equal(h.invocations.length, 1);
  });

  it("keeps events that wait for a retry, which another process takes over", async () => {
    await h.rule();
    h.functionError = throttled();
    await h.put();
    await h.until("the first attempt", () => h.sum("InvocationAttempts") === 1);
    const durable = h.events.durables.find(({ name }) => name === "events/deliveries");
    const kept = [...(durable?.keys() ?? [])].map(
      ([owner, key]) => [owner, key, durable?.value(owner, key)] as const,
    );
    assert.equal(kept.length, 1);
    const next = new EventsHarness();
    try {
      await next.rule();
      const taken = next.events.durables.find(({ name }) => name === "events/deliveries");
      const changed: string[] = [];
      taken?.changes.listen((_owner, key) => changed.push(key));
      for (const [owner, key, value] of kept) taken?.restore(owner, key, value);
      await next.until("the invocation", () => next.invocations.length === 1);
      await next.until("the end", () => [...(taken?.keys() ?? [])].length === 0);
      assert.ok(changed.length > 0);
      assert.deepEqual(
        [...new Set(changed)],
        kept.map(([, key]) => key),
        "it is the same that is done with",
      );
    } finally {
      next.close();
    }
  });
});
