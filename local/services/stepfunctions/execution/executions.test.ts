import assert from "node:assert/strict";
import { type ShownEvent, Workflows } from "../testing.ts";

const DAY = 86_400;
const WAIT = { Type: "Wait", Seconds: 3_600, End: true } as const;
const done = (Result: string) => ({ Type: "Pass", Result, End: true }) as const;

describe("Executions of Step Functions", () => {
  let w: Workflows;
  beforeEach(async () => {
    w = await Workflows.start();
  });
  afterEach(() => w.close());

  it("runs to its end, and tells of it as AWS does", async () => {
    const machine = await w.machine({ First: { Type: "Pass", Next: "Last" }, Last: done("bye") });
    const arn = await w.start(machine, { a: 1 }, "one");
    assert.equal(arn, "arn:aws:states:eu-west-1:000000000000:execution:m:one");
    const { startDate, stopDate, ...described } = await w.rested(arn);
    assert.ok(startDate <= Number(stopDate));
    assert.deepEqual(described, {
      executionArn: arn,
      stateMachineArn: machine,
      name: "one",
      status: "SUCCEEDED",
      input: '{"a":1}',
      inputDetails: { included: true },
      output: '"bye"',
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
    });
    const history = await w.history(arn);
    const shown = history.map(({ timestamp: _, ...event }) => event);
    const whole = { truncated: false };
    assert.deepEqual(shown, [
      {
        id: 1,
        previousEventId: 0,
        type: "ExecutionStarted",
        executionStartedEventDetails: {
          input: '{"a":1}',
          inputDetails: whole,
          roleArn: "arn:aws:iam::000000000000:role/m-role",
        },
      },
      {
        id: 2,
        previousEventId: 0,
        type: "PassStateEntered",
        stateEnteredEventDetails: { name: "First", input: '{"a":1}', inputDetails: whole },
      },
      {
        id: 3,
        previousEventId: 2,
        type: "PassStateExited",
        stateExitedEventDetails: { name: "First", output: '{"a":1}', outputDetails: whole },
      },
      {
        id: 4,
        previousEventId: 3,
        type: "PassStateEntered",
        stateEnteredEventDetails: { name: "Last", input: '{"a":1}', inputDetails: whole },
      },
      {
        id: 5,
        previousEventId: 4,
        type: "PassStateExited",
        stateExitedEventDetails: { name: "Last", output: '"bye"', outputDetails: whole },
      },
      {
        id: 6,
        previousEventId: 5,
        type: "ExecutionSucceeded",
        executionSucceededEventDetails: { output: '"bye"', outputDetails: whole },
      },
    ]);
  });

  it("is the same execution under one name and input while it runs, and no other", async () => {
    const machine = await w.machine({ X: WAIT });
    const arn = await w.start(machine, { a: 1 }, "order-1");
    assert.equal(await w.start(machine, { a: 1 }, "order-1"), arn);
    const exists = `Execution Already Exists: '${arn}'`;
    await w.refused(w.start(machine, { a: 2 }, "order-1"), "ExecutionAlreadyExists", exists);
    await w.advance(3_600);
    assert.equal((await w.describe(arn)).status, "SUCCEEDED");
    await w.refused(w.start(machine, { a: 1 }, "order-1"), "ExecutionAlreadyExists", exists);
  });

  it("keeps a name taken for 90 days after the end", async () => {
    const machine = await w.machine({ X: { ...WAIT, Seconds: 2 * DAY } });
    const arn = await w.start(machine, {}, "order-1");
    await w.advance(2 * DAY);
    const { startDate } = await w.describe(arn);
    await w.advance(89 * DAY);
    await w.refused(w.start(machine, {}, "order-1"), "ExecutionAlreadyExists", /order-1/);
    await w.advance(DAY + 1);
    await w.refused(w.describe(arn), "ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
    assert.equal(await w.start(machine, {}, "order-1"), arn);
    assert.ok((await w.describe(arn)).startDate > startDate);
  });

  for (const [what, name] of Object.entries({
    "a space": "a b",
    "a colon": "a:b",
    "81 characters": "a".repeat(81),
    nothing: "",
  }))
    it(`refuses a name of ${what}`, async () => {
      const machine = await w.machine({ X: done("x") });
      await w.refused(w.start(machine, {}, name), "InvalidName", `Invalid Name: '${name}'`);
    });

  it("refuses input that is no JSON or has more than 256 KiB", async () => {
    const stateMachineArn = await w.machine({ X: done("x") });
    const start = (input: string) => w.call("StartExecution", { stateMachineArn, input });
    await w.refused(start("{"), "InvalidExecutionInput", /^Invalid State Machine Execution Input: '/);
    await start(JSON.stringify("x".repeat(262_142)));
    await w.refused(start(JSON.stringify("x".repeat(262_143))), "InvalidExecutionInput", /262144 bytes/);
  });

  it("fails with States.DataLimitExceeded beyond 256 KiB, which nothing but its name catches", async () => {
    const grow = {
      Type: "Pass",
      Parameters: { "a.$": "$.a", "b.$": "$.a" },
      End: true,
    } as const;
    const machine = await w.machine({ Grow: grow });
    const { status, error } = await w.run(machine, { a: "x".repeat(200_000) });
    assert.deepEqual([status, error], ["FAILED", "States.DataLimitExceeded"]);
  });

  it("pages its history and its executions, forward and back", async () => {
    const machine = await w.machine({ A: { Type: "Pass", Next: "B" }, B: done("b") });
    const executionArn = await w.start(machine);
    await w.rested(executionArn);
    for (const reverseOrder of [false, true]) {
      const ids: number[] = [];
      let nextToken: string | undefined;
      let pages = 0;
      do {
        const page = await w.call<{ events: ShownEvent[]; nextToken?: string }>("GetExecutionHistory", {
          executionArn,
          maxResults: 4,
          reverseOrder,
          nextToken,
        });
        ids.push(...page.events.map(({ id }) => id));
        nextToken = page.nextToken;
        pages += 1;
      } while (nextToken !== undefined);
      assert.equal(pages, 2);
      const all = [1, 2, 3, 4, 5, 6];
      assert.deepEqual(ids, reverseOrder ? all.reverse() : all);
    }
    const second = await w.start(machine, {}, "second");
    await w.rested(second);
    const list = (more: object) =>
      w.call<{ executions: { name: string }[]; nextToken?: string }>("ListExecutions", {
        stateMachineArn: machine,
        ...more,
      });
    const first = await list({ maxResults: 1 });
    assert.deepEqual(
      [first.executions.map(({ name }) => name), typeof first.nextToken],
      [["second"], "string"],
    );
    assert.equal((await list({ nextToken: first.nextToken })).executions.length, 1);
    assert.equal((await list({ statusFilter: "FAILED" })).executions.length, 0);
    assert.equal((await list({ redriveFilter: "NOT_REDRIVEN" })).executions.length, 2);
    await w.refused(list({ maxResults: 1_001 }), "ValidationException", /between 0 and 1000/);
    await w.refused(list({ nextToken: "?" }), "InvalidToken", "Invalid Token: '?'");
  });

  it("leaves data out of a history where it is asked to", async () => {
    const executionArn = await w.start(await w.machine({ X: done("secret") }));
    await w.rested(executionArn);
    const shown = JSON.stringify(await w.history(executionArn, { includeExecutionData: false }));
    assert.doesNotMatch(shown, /secret/);
    assert.match(shown, /PassStateEntered.*"name":"X"/);
  });

  it("is stopped, for good", async () => {
    const executionArn = await w.start(await w.machine({ X: WAIT }));
    const { stopDate } = await w.call<{ stopDate: number }>("StopExecution", {
      executionArn,
      error: "Enough",
      cause: "of this",
    });
    const described = await w.rested(executionArn);
    const { status, error, cause } = described;
    assert.deepEqual([status, error, cause, described.stopDate], ["ABORTED", "Enough", "of this", stopDate]);
    await w.advance(3_600);
    assert.deepEqual((await w.history(executionArn)).at(-1)?.executionAbortedEventDetails, {
      error: "Enough",
      cause: "of this",
    });
    assert.deepEqual(await w.call("StopExecution", { executionArn }), { stopDate });
  });

  it("times out by the clock, as a whole", async () => {
    const machine = await w.machine({ X: WAIT }, { definition: { TimeoutSeconds: 60 } });
    const arn = await w.start(machine);
    await w.advance(59);
    assert.equal((await w.describe(arn)).status, "RUNNING");
    await w.advance(1);
    const { status, error, startDate, stopDate } = await w.describe(arn);
    assert.deepEqual([status, error], ["TIMED_OUT", "States.Timeout"]);
    assert.ok(Math.abs(Number(stopDate) - startDate - 60) < 1, `${stopDate} after ${startDate}`);
    assert.equal((await w.types(arn)).at(-1), "ExecutionTimedOut");
  });

  it("ends with its 25,000th event, and is throttled on the way", async () => {
    const machine = await w.machine({
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Choice", Choices: [{ Variable: "$.enough", IsPresent: true, Next: "End" }], Default: "A" },
      End: { Type: "Succeed" },
    });
    const executionArn = await w.start(machine);
    for (let second = 0; second < 10 && (await w.describe(executionArn)).status === "RUNNING"; second++)
      await w.advance(1);
    const { status, error, cause } = await w.describe(executionArn);
    assert.deepEqual([status, error], ["FAILED", "States.Runtime"]);
    assert.match(String(cause), /maximum number of history events \(25000\)/);
    const [last] = await w.history(executionArn, { reverseOrder: true, maxResults: 1 });
    assert.deepEqual([last?.id, last?.type], [25_000, "ExecutionFailed"]);
    assert.ok((await w.metric(machine, "ExecutionThrottled")) > 0, "12,500 transitions at 5,000 a second");
  });

  describe("redriven", () => {
    const WORK = {
      First: { Type: "Pass", Next: "Second" },
      Second: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", End: true },
    } as const;
    const failing = async (statements: Parameters<Workflows["role"]>[1] = []) => {
      const { QueueUrl } = await w.call<{ QueueUrl: string }>("CreateQueue", { QueueName: "q" }, "sqs");
      const Second = { ...WORK.Second, Parameters: { QueueUrl, MessageBody: "m" } };
      return await w.machine({ ...WORK, Second }, { statements });
    };
    const redrive = (executionArn: string) =>
      w.call<{ redriveDate: number }>("RedriveExecution", { executionArn });
    const allow = () =>
      w.cloud.iam.roles.putPolicy(
        "m-role",
        "more",
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" }],
        }),
      );

    it("goes on at the state that failed, in the same history", async () => {
      const machine = await failing();
      const arn = await w.start(machine);
      assert.deepEqual(
        [(await w.rested(arn)).status, (await w.describe(arn)).redriveStatus],
        ["FAILED", "REDRIVABLE"],
      );
      const before = await w.history(arn);
      allow();
      const { redriveDate } = await redrive(arn);
      const again = await w.rested(arn);
      assert.deepEqual([again.status, again.redriveCount], ["SUCCEEDED", 1]);
      assert.equal((again as unknown as { redriveDate: number }).redriveDate, redriveDate);
      const history = await w.history(arn);
      assert.deepEqual(history.slice(0, before.length), before);
      const added = history.slice(before.length);
      assert.deepEqual(
        added.map(({ type }) => type),
        [
          "ExecutionRedriven",
          "TaskScheduled",
          "TaskStarted",
          "TaskSucceeded",
          "TaskStateExited",
          "ExecutionSucceeded",
        ],
      );
      assert.deepEqual(
        [added[0]?.previousEventId, added[0]?.executionRedrivenEventDetails],
        [before.at(-1)?.id, { redriveCount: 1 }],
      );
      for (const name of ["ExecutionsRedriven", "RedrivenExecutionsSucceeded"])
        assert.equal(await w.metric(machine, name), 1, name);
    });

    it("is possible after a stop and after a timeout, with the whole time again", async () => {
      const machine = await w.machine(
        { X: { ...WAIT, Seconds: 50 } },
        { definition: { TimeoutSeconds: 60 } },
      );
      const stopped = await w.start(machine);
      await w.call("StopExecution", { executionArn: stopped });
      await redrive(stopped);
      await w.advance(50);
      assert.equal((await w.describe(stopped)).status, "SUCCEEDED");
      const slow = await w.machine(
        { X: { ...WAIT, Seconds: 90 } },
        { name: "slow", definition: { TimeoutSeconds: 60 } },
      );
      const timedOut = await w.start(slow);
      await w.advance(60);
      await redrive(timedOut);
      await w.advance(59);
      assert.equal((await w.describe(timedOut)).status, "RUNNING");
    });

    it("is refused to what runs, what succeeded, and what ended more than 14 days ago", async () => {
      const running = await w.start(await w.machine({ X: WAIT }));
      const refused = (arn: string, problem: string) =>
        w.refused(redrive(arn), "ExecutionNotRedrivable", `Execution Not Redrivable: '${problem}'`);
      await refused(running, "Execution is RUNNING and cannot be redriven");
      await w.advance(3_600);
      await refused(running, "Execution is SUCCEEDED and cannot be redriven");
      const failed = await w.start(
        await w.machine({ X: { Type: "Fail", Error: "No" } }, { name: "failing" }),
      );
      await w.rested(failed);
      await w.advance(14 * DAY - 60);
      await redrive(failed);
      await w.rested(failed);
      await w.advance(14 * DAY + 1);
      await refused(failed, "Execution has exceeded the redrivable period");
      assert.equal((await w.describe(failed)).redriveStatus, "NOT_REDRIVABLE");
    });

    it("has a Fail state fail again", async () => {
      const arn = await w.start(await w.machine({ X: { Type: "Fail", Error: "No", Cause: "never" } }));
      await w.rested(arn);
      await redrive(arn);
      const { status, error, cause, redriveCount } = await w.rested(arn);
      assert.deepEqual([status, error, cause, redriveCount], ["FAILED", "No", "never", 1]);
    });
  });

  it("is forgotten when all data is reset, and calls nothing any more", async () => {
    const { QueueUrl } = await w.call<{ QueueUrl: string }>("CreateQueue", { QueueName: "q" }, "sqs");
    const machine = await w.machine(
      {
        X: {
          Type: "Task",
          Resource: "arn:aws:states:::sqs:sendMessage",
          Parameters: { QueueUrl, MessageBody: "m" },
          End: true,
        },
      },
      { statements: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" }] },
    );
    const received = async () =>
      (await w.call<{ Messages?: object[] }>("ReceiveMessage", { QueueUrl }, "sqs")).Messages?.length ?? 0;
    const resume = w.cloud.stepFunctions.pause();
    const held = await w.start(machine);
    w.cloud.stepFunctions.reset();
    const later = await w.start(machine);
    resume();
    assert.equal((await w.rested(later)).status, "SUCCEEDED");
    await w.refused(w.describe(held), "ExecutionDoesNotExist", /Does Not Exist/);
    assert.deepEqual([await received(), await received()], [1, 0]);
  });

  it("counts how executions begin and end, for alarms", async () => {
    const machine = await w.machine({
      X: { Type: "Choice", Choices: [{ Variable: "$.fail", IsPresent: true, Next: "No" }], Default: "Rest" },
      No: { Type: "Fail", Error: "No" },
      Rest: { Type: "Wait", Seconds: 30, End: true },
    });
    await w.call(
      "PutMetricAlarm",
      {
        AlarmName: "failed",
        Namespace: "AWS/States",
        MetricName: "ExecutionsFailed",
        Dimensions: [{ Name: "StateMachineArn", Value: machine }],
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: "GreaterThanThreshold",
        TreatMissingData: "notBreaching",
      },
      "monitoring",
    );
    await w.run(machine, { fail: true });
    await w.start(machine);
    const stopped = await w.start(machine);
    await w.call("StopExecution", { executionArn: stopped });
    await w.advance(120);
    const expected = {
      ExecutionsStarted: 3,
      ExecutionsFailed: 1,
      ExecutionsSucceeded: 1,
      ExecutionsAborted: 1,
    };
    for (const [name, count] of Object.entries(expected))
      assert.equal(await w.metric(machine, name), count, name);
    assert.ok((await w.metric(machine, "ExecutionTime", "Maximum")) >= 30_000);
    const { MetricAlarms = [] } = await w.call<{ MetricAlarms?: { StateValue: string }[] }>(
      "DescribeAlarms",
      { AlarmNames: ["failed"] },
      "monitoring",
    );
    const { AlarmHistoryItems = [] } = await w.call<{ AlarmHistoryItems?: { HistorySummary: string }[] }>(
      "DescribeAlarmHistory",
      { AlarmName: "failed" },
      "monitoring",
    );
    assert.equal(MetricAlarms.length, 1);
    assert.ok(AlarmHistoryItems.some(({ HistorySummary }) => /to ALARM/.test(HistorySummary)));
  });
});
