import assert from "node:assert/strict";
import { LambdaHarness, trust } from "../lambda/testing.ts";
import { Scheduler } from "./scheduler.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };

describe("Scheduler with a Lambda that runs", () => {
  let h: LambdaHarness;
  let scheduler: Scheduler;
  beforeEach(() => {
    h = new LambdaHarness();
    const keys = { use: () => {}, resolve: (key: string) => key };
    const metrics = { put: () => {} };
    const { clock, dispatcher, iam, lambda } = h;
    scheduler = new Scheduler({
      account,
      clock,
      dispatcher,
      functions: lambda,
      sessions: iam,
      keys,
      metrics,
    });
  });
  afterEach(async () => {
    scheduler.close();
    await h.close();
  });

  it("runs the function with the schedule's role, minute by minute", async () => {
    const Arn = h.function('exports.handler = async (event) => console.log("ran " + event.at);');
    const invoke = { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: Arn } as const;
    await scheduler.schedules.create({
      Name: "s",
      ScheduleExpression: "rate(1 minute)",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: {
        Arn,
        RoleArn: h.role("s-role", [invoke], trust("scheduler.amazonaws.com")),
        Input: '{"at":"<aws.scheduler.scheduled-time>"}',
      },
    });
    await h.clock.advance(121_000);
    const deadline = performance.now() + 10_000;
    while (h.metrics.filter(({ name }) => name === "Duration").length < 3) {
      if (performance.now() > deadline) assert.fail(`Waited in vain; ${h.warnings.join("; ")}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await h.lambda.logsWritten();
    const ran = h.logs.flatMap(({ message }) => /ran (\S+)/.exec(message)?.[1] ?? []);
    assert.equal(new Set(ran).size, 3);
  });
});
