import assert from "node:assert/strict";
import type { PolicyStatement } from "../../core/access.ts";
import { arnOf, BUS, EventsHarness, FUNCTION } from "./testing.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe("EventBridge", () => {
  let h: EventsHarness;
  beforeEach(() => {
    h = new EventsHarness();
  });
  afterEach(() => h.close());

  const sources = () => h.invocations.map(({ payload }) => JSON.parse(payload).source as string);

  describe("PutEvents", () => {
    it("answers each entry by itself, and delivers the good ones", async () => {
      await h.rule();
      const good = { Source: "orders", DetailType: "t", Detail: "{}", EventBusName: "orders" };
      const { FailedEntryCount, Entries } = await h.call<{
        FailedEntryCount: number;
        Entries: readonly { EventId?: string; ErrorCode?: string; ErrorMessage?: string }[];
      }>("PutEvents", {
        Entries: [
          good,
          { ...good, Source: "" },
          { ...good, DetailType: undefined },
          { ...good, Detail: undefined },
          { ...good, Detail: "{" },
          { ...good, Detail: "[]" },
          { ...good, Source: "aws.orders" },
          { ...good, EventBusName: "nowhere" },
        ],
      });
      assert.equal(FailedEntryCount, 6);
      assert.deepEqual(
        Entries.map(({ ErrorCode, ErrorMessage }) => ErrorCode && `${ErrorCode}: ${ErrorMessage}`),
        [
          undefined,
          "InvalidArgument: Parameter Source is not valid. Reason: Source is a required argument.",
          "InvalidArgument: Parameter DetailType is not valid. Reason: DetailType is a required argument.",
          "InvalidArgument: Parameter Detail is not valid. Reason: Detail is a required argument.",
          "MalformedDetail: Detail is malformed.",
          "MalformedDetail: Detail is malformed.",
          "NotAuthorizedForSourceException: Not authorized for the source.",
          undefined,
        ],
      );
      await h.until("the invocation", () => h.invocations.length === 1);
      assert.match(h.warnings.join(), /is lost: there is no event bus nowhere/);
      assert.deepEqual([h.sum("PutEventsEntriesCount"), h.sum("PutEventsFailedEntriesCount")], [8, 6]);
    });

    it("takes 10 entries and 1 MiB, not more", async () => {
      const entry = { Source: "s", DetailType: "t", Detail: "{}" };
      const put = (Entries: readonly object[]) => h.call("PutEvents", { Entries });
      await put(Array.from({ length: 10 }, () => entry));
      await assert.rejects(put(Array.from({ length: 11 }, () => entry)), {
        code: "ValidationException",
        message: /less than or equal to 10/,
      });
      await assert.rejects(put([]), { code: "ValidationException" });
      const exact = { ...entry, Detail: JSON.stringify("x".repeat(1_048_576 - 4)) };
      await put([exact]);
      await assert.rejects(put([exact, entry]), {
        code: "ValidationException",
        message: /Total size of the entries in the request is over the limit/,
      });
    });

    it("is allowed by source and type, by an identity or by the bus's policy, and denied by either", async () => {
      await h.rule();
      const allow: PolicyStatement = {
        Effect: "Allow",
        Action: "events:PutEvents",
        Resource: BUS,
        Condition: { StringEquals: { "events:source": "orders", "events:detail-type": "OrderCreated" } },
      };
      const orders = h.session("orders", allow);
      const stranger = h.session("stranger");
      assert.equal((await h.put({}, orders)).FailedEntryCount, 0);
      await assert.rejects(h.put({ DetailType: "OrderFailed" }, orders), {
        code: "AccessDeniedException",
        message: /events:PutEvents on resource: \S+event-bus\/orders/,
      });
      await assert.rejects(h.put({}, stranger), { code: "AccessDeniedException" });
      const policy = (Effect: "Allow" | "Deny", role: string) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "s",
              Effect,
              Principal: { AWS: `arn:aws:iam::000000000000:role/${role}` },
              Action: "events:PutEvents",
              Resource: BUS,
            },
          ],
        });
      await h.call("PutPermission", { EventBusName: "orders", Policy: policy("Allow", "stranger") });
      assert.equal((await h.put({}, stranger)).FailedEntryCount, 0);
      await h.call("PutPermission", { EventBusName: "orders", Policy: policy("Deny", "orders") });
      await assert.rejects(h.put({}, orders), { code: "AccessDeniedException", message: /explicit deny/ });
      await h.call("RemovePermission", { EventBusName: "orders", StatementId: "s" });
      assert.equal((await h.put({}, orders)).FailedEntryCount, 0);
    });
  });

  describe("buses and rules", () => {
    it("are made, described, listed, tagged and deleted in order", async () => {
      const tags = [{ Key: "k", Value: "v" }];
      await h.call("CreateEventBus", { Name: "orders", Description: "d", Tags: tags });
      await assert.rejects(h.call("CreateEventBus", { Name: "orders" }), {
        code: "ResourceAlreadyExistsException",
      });
      const pattern = '{"source":["orders"]}';
      await h.call("PutRule", { Name: "r", EventBusName: BUS, EventPattern: pattern, Description: "d" });
      const { Arn, ...rule } = await h.call("DescribeRule", { Name: "r", EventBusName: "orders" });
      assert.equal(Arn, arnOf("events", "rule/orders/r"));
      assert.deepEqual(rule, {
        Name: "r",
        EventPattern: pattern,
        State: "ENABLED",
        Description: "d",
        EventBusName: "orders",
      });
      await h.call("PutTargets", {
        Rule: "r",
        EventBusName: "orders",
        Targets: [{ Id: "f", Arn: FUNCTION }],
      });
      assert.deepEqual(await h.call("ListTargetsByRule", { Rule: "r", EventBusName: "orders" }), {
        Targets: [{ Id: "f", Arn: FUNCTION }],
      });
      assert.deepEqual(
        await h.call("ListRuleNamesByTarget", { TargetArn: FUNCTION, EventBusName: "orders" }),
        { RuleNames: ["r"] },
      );
      await h.call("TagResource", { ResourceARN: Arn, Tags: tags });
      for (const ResourceARN of [Arn, BUS])
        assert.deepEqual(await h.call("ListTagsForResource", { ResourceARN }), { Tags: tags });
      await h.call("UntagResource", { ResourceARN: Arn, TagKeys: ["k"] });
      assert.deepEqual(await h.call("ListTagsForResource", { ResourceARN: Arn }), { Tags: [] });
      const { EventBuses } = await h.call<{ EventBuses: { Name: string }[] }>("ListEventBuses");
      assert.deepEqual(
        EventBuses.map(({ Name }) => Name),
        ["default", "orders"],
      );
      await assert.rejects(h.call("DeleteEventBus", { Name: "orders" }), { code: "ValidationException" });
      await assert.rejects(h.call("DeleteRule", { Name: "r", EventBusName: "orders" }), {
        message: /since it has targets/,
      });
      await h.call("RemoveTargets", { Rule: "r", EventBusName: "orders", Ids: ["f"] });
      await h.call("DeleteRule", { Name: "r", EventBusName: "orders" });
      await h.call("DeleteEventBus", { Name: "orders" });
      await assert.rejects(h.call("DescribeEventBus", { Name: "orders" }), {
        code: "ResourceNotFoundException",
      });
    });

    it("match only while they are enabled", async () => {
      await h.rule();
      const named = { Name: "r", EventBusName: "orders" };
      await h.call("DisableRule", named);
      await h.put();
      await h.call("EnableRule", named);
      await h.put({ Source: "others" });
      await h.put();
      await h.until("the invocation", () => h.invocations.length === 1);
      assert.equal(h.sum("MatchedEvents"), 1);
    });

    it("need the permission to pass a target's role", async () => {
      await h.rule();
      const RoleArn = h.role("target", "events.amazonaws.com");
      const tools = h.session("tools", { Effect: "Allow", Action: "events:*", Resource: "*" });
      const Targets = [{ Id: "f", Arn: FUNCTION, RoleArn }];
      await assert.rejects(h.call("PutTargets", { Rule: "r", EventBusName: "orders", Targets }, tools), {
        code: "AccessDeniedException",
        message: /iam:PassRole/,
      });
    });

    const refused: readonly (readonly [
      operation: string,
      input: object,
      error: { code: string; message?: RegExp },
    ])[] = [
      ["CreateEventBus", { Name: "a b" }, { code: "ValidationException" }],
      ["CreateEventBus", { Name: "default" }, { code: "ResourceAlreadyExistsException" }],
      [
        "DeleteEventBus",
        { Name: "default" },
        { code: "ValidationException", message: /Cannot delete event bus default/ },
      ],
      [
        "PutRule",
        { Name: "r" },
        { code: "ValidationException", message: /EventPattern or ScheduleExpression/ },
      ],
      [
        "PutRule",
        { Name: "r", EventPattern: '{"a":[{"like":1}]}' },
        {
          code: "InvalidEventPatternException",
          message: /^Event pattern is not valid\. Reason: Unrecognized match type like$/,
        },
      ],
      [
        "PutRule",
        { Name: "r", ScheduleExpression: "rate(0 minutes)" },
        { code: "ValidationException", message: /ScheduleExpression is not valid/ },
      ],
      [
        "PutRule",
        { Name: "r", ScheduleExpression: "at(2030-01-01T00:00:00)" },
        { code: "ValidationException" },
      ],
      [
        "PutRule",
        { Name: "r", EventBusName: "orders", ScheduleExpression: "rate(1 minute)" },
        { code: "ValidationException", message: /only on the default event bus/ },
      ],
      [
        "PutRule",
        { Name: "r", EventBusName: "none", EventPattern: "{}" },
        { code: "ResourceNotFoundException" },
      ],
      [
        "PutTargets",
        {
          Rule: "r",
          EventBusName: "orders",
          Targets: [{ Id: "x", Arn: "arn:aws:kinesis:eu-west-1:000000000000:stream/s" }],
        },
        { code: "ValidationException", message: /is no target/ },
      ],
      [
        "PutTargets",
        { Rule: "r", EventBusName: "orders", Targets: [{ Id: "x", Arn: FUNCTION, EcsParameters: {} }] },
        { code: "UnsupportedOperationException", message: /EcsParameters/ },
      ],
      [
        "PutTargets",
        { Rule: "r", EventBusName: "orders", Targets: [{ Id: "x", Arn: arnOf("sqs", "q.fifo") }] },
        { code: "ValidationException", message: /SqsParameters must be specified/ },
      ],
      [
        "PutTargets",
        { Rule: "r", EventBusName: "orders", Targets: [{ Id: "x", Arn: arnOf("states", "stateMachine:m") }] },
        { code: "ValidationException", message: /RoleArn is required/ },
      ],
      [
        "PutTargets",
        { Rule: "r", EventBusName: "orders", Targets: [{ Id: "x", Arn: FUNCTION, Input: "{" }] },
        { code: "ValidationException", message: /JSON syntax error/ },
      ],
      [
        "PutTargets",
        {
          Rule: "r",
          EventBusName: "orders",
          Targets: [{ Id: "x", Arn: FUNCTION, InputTransformer: { InputTemplate: "<x>" } }],
        },
        { code: "ValidationException", message: /<x> is not in InputPathsMap/ },
      ],
      [
        "PutTargets",
        {
          Rule: "r",
          EventBusName: "orders",
          Targets: Array.from({ length: 6 }, (_, id) => ({ Id: `t${id}`, Arn: FUNCTION })),
        },
        { code: "LimitExceededException" },
      ],
      [
        "PutTargets",
        { Rule: "none", EventBusName: "orders", Targets: [] },
        { code: "ResourceNotFoundException" },
      ],
      ["TestEventPattern", { EventPattern: "{}", Event: "{}" }, { code: "InvalidEventPatternException" }],
      [
        "TestEventPattern",
        { EventPattern: '{"a":[1]}', Event: "{}" },
        { code: "ValidationException", message: /it has no id/ },
      ],
      [
        "CreateArchive",
        { ArchiveName: "a", EventSourceArn: arnOf("events", "event-bus/none") },
        { code: "ResourceNotFoundException" },
      ],
      [
        "StartReplay",
        {
          ReplayName: "p",
          EventSourceArn: arnOf("events", "archive/none"),
          EventStartTime: 1,
          EventEndTime: 2,
          Destination: { Arn: BUS },
        },
        { code: "ResourceNotFoundException" },
      ],
      ["DescribeReplay", { ReplayName: "p" }, { code: "ResourceNotFoundException" }],
    ];
    for (const [operation, input, error] of refused)
      it(`refuse ${operation} with ${JSON.stringify(input).slice(0, 90)}`, async () => {
        await h.rule();
        await assert.rejects(h.call(operation, input), error);
      });

    it("can be tried out beforehand", async () => {
      const Event = JSON.stringify({
        id: "1",
        account: "0",
        source: "s",
        time: "t",
        region: "r",
        resources: [],
        "detail-type": "d",
        detail: {},
      });
      const test = async (source: string) =>
        (await h.call("TestEventPattern", { Event, EventPattern: JSON.stringify({ source: [source] }) }))
          .Result;
      assert.deepEqual([await test("s"), await test("t")], [true, false]);
    });
  });

  it("runs rules with a schedule, on the default bus", async () => {
    await h.call("PutRule", { Name: "rate", ScheduleExpression: "rate(5 minutes)" });
    await h.call("PutTargets", { Rule: "rate", Targets: [{ Id: "f", Arn: FUNCTION }] });
    await h.clock.advance(16 * MINUTE);
    await h.until("the invocations", () => h.invocations.length === 3);
    const event = JSON.parse(h.invocations[0]?.payload ?? "");
    assert.deepEqual(
      [event["detail-type"], event.source, event.resources, event.detail],
      ["Scheduled Event", "aws.events", [arnOf("events", "rule/rate")], {}],
    );
    await h.call("DisableRule", { Name: "rate" });
    await h.clock.advance(16 * MINUTE);
    assert.equal(h.invocations.length, 3);
    await h.call("PutRule", { Name: "rate", ScheduleExpression: "cron(0 12 * * ? *)" });
    await h.clock.advance(DAY);
    await h.until("the invocation", () => h.invocations.length === 4);
    assert.match(JSON.parse(h.invocations[3]?.payload ?? "").time, /T12:00:00Z$/);
  });

  describe("archives", () => {
    const archive = async (settings: object = {}) => {
      await h.rule([{ Id: "f", Arn: FUNCTION }], { source: ["orders", "others"] });
      await h.call("CreateArchive", { ArchiveName: "a", EventSourceArn: BUS, ...settings });
    };
    const count = async () => (await h.call("DescribeArchive", { ArchiveName: "a" })).EventCount;
    const replay = (change: object = {}) =>
      h.call("StartReplay", {
        ReplayName: "p",
        EventSourceArn: arnOf("events", "archive/a"),
        EventStartTime: 0,
        EventEndTime: 4_000_000_000,
        Destination: { Arn: BUS },
        ...change,
      });
    const completed = async () => {
      await h.clock.advance(1);
      assert.equal((await h.call("DescribeReplay", { ReplayName: "p" })).State, "COMPLETED");
    };

    it("keep what their pattern matches for as long as they say", async () => {
      await archive({ EventPattern: '{"source":["orders"]}', RetentionDays: 2 });
      await h.put();
      await h.put({ Source: "others" });
      await h.clock.advance(1.5 * DAY);
      await h.put();
      assert.equal(await count(), 2);
      await h.clock.advance(DAY);
      assert.equal(await count(), 1);
    });

    it("need a key that EventBridge may use", async () => {
      await assert.rejects(archive({ KmsKeyIdentifier: h.key() }), {
        code: "ValidationException",
        message: /KmsKeyIdentifier is not valid.*kms:DescribeKey/,
      });
    });

    it("are replayed to the rules of their bus, and not archived again", async () => {
      await archive();
      await h.put({ Time: 1_000 });
      await h.put({ Time: 2_000, Source: "others" });
      await h.put({ Time: 3_000 });
      await h.until("the events", () => h.invocations.length === 3);
      assert.equal((await replay({ EventStartTime: 2_000, EventEndTime: 3_000 })).State, "STARTING");
      await completed();
      await h.until("the replayed event", () => h.invocations.length === 4);
      assert.deepEqual(sources(), ["orders", "others", "orders", "others"]);
      const [, before, , again] = h.invocations.map(({ payload }) => JSON.parse(payload));
      assert.deepEqual(again, { ...before, "replay-name": "p" });
      assert.equal(await count(), 3);
      await assert.rejects(replay(), { code: "ResourceAlreadyExistsException" });
      await assert.rejects(h.call("CancelReplay", { ReplayName: "p" }), { code: "IllegalStatusException" });
    });

    it("are replayed to some of the rules, if asked so", async () => {
      await archive();
      await h.call("PutRule", {
        Name: "other",
        EventBusName: "orders",
        EventPattern: '{"source":["orders"]}',
      });
      const Targets = [{ Id: "f", Arn: FUNCTION, Input: '{"source":"by other"}' }];
      await h.call("PutTargets", { Rule: "other", EventBusName: "orders", Targets });
      await h.put();
      await h.until("the events", () => h.invocations.length === 2);
      await replay({ Destination: { Arn: BUS, FilterArns: [arnOf("events", "rule/orders/other")] } });
      await completed();
      await h.until("the replayed event", () => h.invocations.length === 3);
      assert.equal(sources().at(-1), "by other");
    });

    it("refuse replays that make no sense, and stop one that is cancelled", async () => {
      await archive();
      await h.put();
      await assert.rejects(replay({ Destination: { Arn: arnOf("events", "event-bus/default") } }), {
        message: /Cross event bus replay is not permitted/,
      });
      await assert.rejects(replay({ EventEndTime: 0 }), {
        message: /EventStartTime must be before EventEndTime/,
      });
      await replay();
      await h.call("CancelReplay", { ReplayName: "p" });
      await h.clock.advance(1);
      assert.equal(h.invocations.length, 1);
    });
  });

  it("forgets events and replays at a reset, and nothing that was deployed", async () => {
    await h.rule();
    await h.call("CreateArchive", { ArchiveName: "a", EventSourceArn: BUS });
    await h.put();
    h.events.reset();
    assert.equal((await h.call("DescribeArchive", { ArchiveName: "a" })).EventCount, 0);
    await h.put();
    await h.until("the events", () => h.invocations.length === 2);
  });
});
