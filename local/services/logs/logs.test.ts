import assert from "node:assert/strict";
import { AwsError } from "../../core/errors.ts";
import type { FollowedEvent } from "./logs.ts";
import { LogsHarness } from "./testing.ts";

const KEY = "arn:aws:kms:eu-west-1:000000000000:key/11111111-1111-1111-1111-111111111111";
const GROUP_ARN = "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/orders";
const DAY_MS = 86_400_000;

describe("CloudWatch Logs", () => {
  let h: LogsHarness;
  beforeEach(() => {
    h = new LogsHarness();
  });
  afterEach(() => h.clock.close());

  describe("log groups", () => {
    it("are created, described by prefix and deleted", async () => {
      await h.call("CreateLogGroup", { logGroupName: "/aws/lambda/orders", tags: { stack: "dev" } });
      await h.call("CreateLogGroup", { logGroupName: "/api", logGroupClass: "INFREQUENT_ACCESS" });
      const { logGroups } = await h.call<{ logGroups: Record<string, unknown>[] }>("DescribeLogGroups", {
        logGroupNamePrefix: "/aws/",
      });
      const { creationTime, ...group } = logGroups[0] ?? {};
      assert.equal(typeof creationTime, "number");
      assert.deepEqual(group, {
        logGroupName: "/aws/lambda/orders",
        metricFilterCount: 0,
        arn: `${GROUP_ARN}:*`,
        logGroupArn: GROUP_ARN,
        storedBytes: 0,
        logGroupClass: "STANDARD",
        deletionProtectionEnabled: false,
      });
      assert.equal(logGroups.length, 1);
      await h.call("DeleteLogGroup", { logGroupName: "/api" });
      await assert.rejects(h.call("DeleteLogGroup", { logGroupName: "/api" }), {
        code: "ResourceNotFoundException",
      });
    });

    for (const [what, input, code] of [
      ["a name with a space", { logGroupName: "a b" }, "InvalidParameterException"],
      ["a name of 513 characters", { logGroupName: "a".repeat(513) }, "InvalidParameterException"],
      ["no name", {}, "InvalidParameterException"],
      ["an unknown class", { logGroupName: "a", logGroupClass: "DELIVERY" }, "InvalidParameterException"],
      ["a key that is no ARN", { logGroupName: "a", kmsKeyId: "alias/key" }, "InvalidParameterException"],
      ["a name that is taken", { logGroupName: "taken" }, "ResourceAlreadyExistsException"],
    ] as const)
      it(`refuse ${what}`, async () => {
        await h.call("CreateLogGroup", { logGroupName: "taken" });
        await assert.rejects(h.call("CreateLogGroup", input), { code });
      });

    it("keep events for the days of their retention", async () => {
      await h.group("g");
      await assert.rejects(h.call("PutRetentionPolicy", { logGroupName: "g", retentionInDays: 2 }), {
        code: "InvalidParameterException",
      });
      await h.call("PutRetentionPolicy", { logGroupName: "g", retentionInDays: 1 });
      await h.put("g", ["a"]);
      await h.clock.advance(DAY_MS - 1000);
      assert.deepEqual(await h.filter("g"), ["a"]);
      await h.clock.advance(2000);
      assert.deepEqual(await h.filter("g"), []);
      await h.call("DeleteRetentionPolicy", { logGroupName: "g" });
      await h.put("g", ["b"]);
      await h.clock.advance(400 * DAY_MS);
      assert.deepEqual(await h.filter("g"), ["b"]);
    });

    it("let the region's service use their key for them, or refuse it", async () => {
      await h.call("CreateLogGroup", { logGroupName: "/aws/lambda/orders", kmsKeyId: KEY });
      assert.deepEqual(
        h.keyUses.map(({ principal, use }) => [principal, use.action, use.encryptionContext]),
        ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"].map((action) => [
          { kind: "service", service: "logs.eu-west-1.amazonaws.com" },
          action,
          { "aws:logs:arn": GROUP_ARN },
        ]),
      );
      h.keyError = new AwsError("AccessDeniedException", "no");
      const refusal = {
        code: "AccessDeniedException",
        message: /^The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:/,
      };
      await assert.rejects(h.call("CreateLogGroup", { logGroupName: "b", kmsKeyId: KEY }), refusal);
      const { logGroups } = await h.call<{ logGroups: object[] }>("DescribeLogGroups", {
        logGroupNamePrefix: "b",
      });
      assert.deepEqual(logGroups, []);
      await assert.rejects(h.filter("/aws/lambda/orders"), refusal);
      await h.call("DisassociateKmsKey", { logGroupName: "/aws/lambda/orders" });
      assert.deepEqual(await h.filter("/aws/lambda/orders"), []);
    });

    it("are not deleted under deletion protection", async () => {
      await h.group("g", "s", { deletionProtectionEnabled: true });
      await assert.rejects(h.call("DeleteLogGroup", { logGroupName: "g" }), { code: "ValidationException" });
      await h.call("PutLogGroupDeletionProtection", {
        logGroupIdentifier: "g",
        deletionProtectionEnabled: false,
      });
      await h.call("DeleteLogGroup", { logGroupName: "g" });
    });

    it("are tagged by their ARN", async () => {
      await h.call("CreateLogGroup", { logGroupName: "/aws/lambda/orders", tags: { a: "1" } });
      await h.call("TagResource", { resourceArn: GROUP_ARN, tags: { b: "2" } });
      await h.call("UntagResource", { resourceArn: GROUP_ARN, tagKeys: ["a"] });
      assert.deepEqual(await h.call("ListTagsForResource", { resourceArn: GROUP_ARN }), { tags: { b: "2" } });
      assert.deepEqual(
        h.accesses.slice(1).map(({ resource }) => resource),
        [GROUP_ARN, GROUP_ARN, GROUP_ARN],
      );
    });
  });

  describe("events", () => {
    beforeEach(() => h.group("g"));

    it("need stream and group, and ask for the stream's permission", async () => {
      await h.put("g", ["a"]);
      const access = h.accesses.at(-1);
      assert.equal(access?.action, "logs:PutLogEvents");
      assert.equal(access?.resource, "arn:aws:logs:eu-west-1:000000000000:log-group:g:log-stream:s");
      await assert.rejects(h.put("none", ["a"]), /log group does not exist/);
      await assert.rejects(h.put("g", ["a"], h.clock.now(), "none"), /log stream does not exist/);
      await assert.rejects(h.call("CreateLogStream", { logGroupName: "g", logStreamName: "s" }), {
        code: "ResourceAlreadyExistsException",
      });
      await assert.rejects(h.call("CreateLogStream", { logGroupName: "g", logStreamName: "a:b" }), {
        code: "InvalidParameterException",
      });
    });

    const now = Date.now();
    for (const [what, logEvents, message] of [
      ["no events", [], /between 1 and 10000/],
      ["an empty message", [{ timestamp: now, message: "" }], /length greater than or equal to 1/],
      ["no timestamp", [{ message: "a" }], /'timestamp' failed/],
      ["too many events", Array(10_001).fill({ timestamp: now, message: "a" }), /between 1 and 10000/],
      [
        "disorder",
        [
          { timestamp: now, message: "a" },
          { timestamp: now - 1, message: "b" },
        ],
        /chronological order/,
      ],
      [
        "a span of over 24 hours",
        [
          { timestamp: now - DAY_MS - 1, message: "a" },
          { timestamp: now, message: "b" },
        ],
        /more than 24 hours/,
      ],
      [
        "over 1 MiB with its overhead",
        [{ timestamp: now, message: "x".repeat(1_048_551) }],
        /Upload too large: 1048577/,
      ],
    ] as const)
      it(`refuse a request with ${what}`, () =>
        assert.rejects(h.call("PutLogEvents", { logGroupName: "g", logStreamName: "s", logEvents }), {
          code: "InvalidParameterException",
          message,
        }));

    it("that are too old or too new are left out, and named", async () => {
      const base = h.clock.now();
      assert.deepEqual((await h.put("g", ["old"], base - 15 * DAY_MS)).rejectedLogEventsInfo, {
        tooOldLogEventEndIndex: 1,
      });
      assert.deepEqual((await h.put("g", ["new"], base + 3 * 3_600_000)).rejectedLogEventsInfo, {
        tooNewLogEventStartIndex: 0,
      });
      await h.call("PutRetentionPolicy", { logGroupName: "g", retentionInDays: 3 });
      assert.deepEqual((await h.put("g", ["expired"], base - 4 * DAY_MS)).rejectedLogEventsInfo, {
        expiredLogEventEndIndex: 1,
      });
      assert.deepEqual(await h.filter("g"), []);
    });

    it("are read in pages, backwards from the end and forwards from the head", async () => {
      const messages = ["1", "2", "3", "4", "5"];
      const start = h.clock.now() - 5000;
      for (const [index, message] of messages.entries()) await h.put("g", [message], start + index);
      type Page = { events: { message: string }[]; nextForwardToken: string; nextBackwardToken: string };
      const get = (more: object) =>
        h.call<Page>("GetLogEvents", { logGroupName: "g", logStreamName: "s", limit: 2, ...more });
      const texts = (page: Page) => page.events.map(({ message }) => message);
      const tail = await get({});
      assert.deepEqual(texts(tail), ["4", "5"]);
      const before = await get({ nextToken: tail.nextBackwardToken });
      assert.deepEqual(texts(before), ["2", "3"]);
      const end = await get({ nextToken: tail.nextForwardToken });
      assert.deepEqual(texts(end), []);
      assert.equal(end.nextForwardToken, tail.nextForwardToken);
      await h.put("g", ["6"], start + 6);
      assert.deepEqual(texts(await get({ nextToken: end.nextForwardToken })), ["6"]);
      assert.deepEqual(texts(await get({ startFromHead: true })), ["1", "2"]);
      assert.deepEqual(texts(await get({ startTime: start + 1, endTime: start + 3 })), ["2", "3"]);
      await assert.rejects(get({ nextToken: "garbage" }), { code: "InvalidParameterException" });
    });

    it("are filtered over streams, by time, in pages", async () => {
      await h.call("CreateLogStream", { logGroupName: "g", logStreamName: "t" });
      const start = h.clock.now() - 1000;
      await h.put("g", ["second"], start + 1, "t");
      await h.put("g", ["first"], start);
      await h.put("g", ["third"], start + 2);
      assert.deepEqual(await h.filter("g"), ["first", "second", "third"]);
      assert.deepEqual(await h.filter("g", "", { logStreamNames: ["t"] }), ["second"]);
      assert.deepEqual(await h.filter("g", "", { startTime: start + 1, endTime: start + 1 }), ["second"]);
      const page = await h.call<{ nextToken: string }>("FilterLogEvents", { logGroupName: "g", limit: 2 });
      assert.deepEqual(await h.filter("g", "", { limit: 2, nextToken: page.nextToken }), ["third"]);
    });

    it("are dropped, the oldest first, where a group has too many", async () => {
      const small = new LogsHarness(10_000);
      await small.group("g");
      for (let index = 0; index < 30; index++) await small.put("g", [`${index} ${"x".repeat(500)}`]);
      const kept = (await small.filter("g")).map((message) => Number.parseInt(message, 10));
      assert.equal(kept.at(-1), 29);
      assert.ok(kept.length >= 14 && kept.length < 20, `kept ${kept.length}`);
      small.clock.close();
    });

    it("are told to followers until they end", async () => {
      const seen: FollowedEvent[] = [];
      const end = h.logs.onEvent((event) => seen.push(event));
      await h.put("g", ["a"], 1000 * Math.floor(h.clock.now() / 1000));
      end();
      await h.put("g", ["b"]);
      assert.deepEqual(
        seen.map(({ logGroupName, logStreamName, message }) => [logGroupName, logStreamName, message]),
        [["g", "s", "a"]],
      );
    });

    it("are listed with their streams, the latest first on demand", async () => {
      await h.call("CreateLogStream", { logGroupName: "g", logStreamName: "a" });
      await h.put("g", ["x"]);
      const names = async (more: object) =>
        (
          await h.call<{ logStreams: { logStreamName: string }[] }>("DescribeLogStreams", {
            logGroupName: "g",
            ...more,
          })
        ).logStreams.map(({ logStreamName }) => logStreamName);
      assert.deepEqual(await names({}), ["a", "s"]);
      assert.deepEqual(await names({ orderBy: "LastEventTime", descending: true, limit: 1 }), ["s"]);
    });

    it("in the embedded metric format become metrics, per dimension set and value", async () => {
      const message = JSON.stringify({
        _aws: {
          Timestamp: 1_700_000_000_000,
          CloudWatchMetrics: [
            {
              Namespace: "Orderflow",
              Dimensions: [["service"], ["service", "stage"], ["absent"]],
              Metrics: [{ Name: "created", Unit: "Count" }, { Name: "latency" }],
            },
          ],
        },
        service: "orders",
        stage: "dev",
        created: 1,
        latency: [3, 4],
      });
      await h.put("g", [message, '{"_aws": broken', JSON.stringify({ _aws: { Timestamp: "x" } })]);
      const both = [{ service: "orders" }, { service: "orders", stage: "dev" }];
      assert.deepEqual(
        h.data,
        both.flatMap((dimensions) => {
          const datum = { namespace: "Orderflow", dimensions, timestamp: 1_700_000_000_000 };
          return [
            { ...datum, name: "created", value: 1, unit: "Count" },
            { ...datum, name: "latency", value: 3 },
            { ...datum, name: "latency", value: 4 },
          ];
        }),
      );
    });
  });

  describe("resource policies", () => {
    const policy = (Sid: string) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Sid,
          Effect: "Allow",
          Principal: { Service: "delivery.logs.amazonaws.com" },
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "*",
        },
      });

    it("are all handed to the authorizer with a call", async () => {
      await h.call("PutResourcePolicy", { policyName: "a", policyDocument: policy("One") });
      await h.call("PutResourcePolicy", { policyName: "b", policyDocument: policy("Two") });
      await h.group("g");
      assert.deepEqual(
        h.accesses.at(-1)?.resourcePolicy?.Statement.map(({ Sid }) => Sid),
        ["One", "Two"],
      );
      await h.call("DeleteResourcePolicy", { policyName: "a" });
      await h.call("DeleteResourcePolicy", { policyName: "b" });
      await h.put("g", ["a"]);
      assert.equal(h.accesses.at(-1)?.resourcePolicy, undefined);
    });

    it("are ten at most, and must be policies", async () => {
      const put = (policyName: string, policyDocument = policy("A")) =>
        h.call("PutResourcePolicy", { policyName, policyDocument });
      for (let index = 0; index < 10; index++) await put(`p${index}`);
      await assert.rejects(put("eleventh"), { code: "LimitExceededException" });
      await put("p9", policy("B"));
      await assert.rejects(put("p1", "{}"), { code: "InvalidParameterException" });
      await assert.rejects(put("p1", " ".repeat(5121)), /5120/);
      await assert.rejects(h.call("DeleteResourcePolicy", { policyName: "none" }), {
        code: "ResourceNotFoundException",
      });
    });
  });
});
