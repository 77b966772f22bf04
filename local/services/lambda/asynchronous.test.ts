import assert from "node:assert/strict";
import type { PolicyStatement } from "../../core/access.ts";
import { LambdaHarness } from "./testing.ts";

const SEND: PolicyStatement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" };
const FAIL = 'exports.handler = async () => { throw new Error("no"); };';

describe("Lambda asynchronous invocations", () => {
  let h: LambdaHarness;

  beforeEach(() => {
    h = new LambdaHarness();
  });

  afterEach(() => h.close());

  async function until(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
    const deadline = performance.now() + 10_000;
    while (!(await condition())) {
      if (performance.now() > deadline) assert.fail(`Waited in vain for ${what}; ${h.warnings.join("; ")}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  const send = (functionArn: string, event: unknown = { n: 1 }) =>
    h.lambda.invokeEvent({ functionArn, principal: h.root, payload: JSON.stringify(event) });

  const ran = (times: number) =>
    until(`${times} invocations`, () => h.metrics.filter(({ name }) => name === "Duration").length === times);

  it("answers before the function runs", async () => {
    const { requestId } = send(h.function("exports.handler = async (_e, c) => console.log(c.awsRequestId);"));
    assert.equal(h.metrics.filter(({ name }) => name === "Duration").length, 0);
    await ran(1);
    await h.lambda.logsWritten();
    assert.match(h.logs.map(({ message }) => message).join(), new RegExp(`INFO\t${requestId}`));
    assert.equal(h.sum("AsyncEventsReceived"), 1);
  });

  it("tries again after one and then two minutes, with the same request id", async () => {
    send(h.function(`${FAIL}; console.log("cold");`));
    await ran(1);
    await h.clock.advance(59_000);
    await ran(1);
    await h.clock.advance(1_100);
    await ran(2);
    await h.clock.advance(119_000);
    await ran(2);
    await h.clock.advance(1_100);
    await ran(3);
    await h.clock.advance(3_600_000);
    await ran(3);
    await h.lambda.logsWritten();
    const ids = h.logs.flatMap(({ message }) => /^START RequestId: (\S+)/.exec(message)?.[1] ?? []);
    assert.equal(ids.length, 3);
    assert.equal(new Set(ids).size, 1);
  });

  it("records failures and successes at their destinations, in the name of the function's role", async () => {
    const [failed, succeeded] = [await h.queue("failed"), await h.queue("succeeded")];
    const arn = h.function(
      'exports.handler = async ({ bad }) => { if (bad) throw new TypeError("bad"); return "fine"; };',
      {
        statements: [SEND],
      },
    );
    h.lambda.eventInvokeConfigs.put("f", {
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: failed }, OnSuccess: { Destination: succeeded } },
    });
    send(arn, { bad: true });
    send(arn, {});
    await until("both records", async () => (await h.depth(failed)) + (await h.depth(succeeded)) === 2);
    const failure = JSON.parse((await h.receive(failed))[0]?.Body ?? "");
    assert.deepEqual(
      { ...failure.requestContext, requestId: "" },
      {
        requestId: "",
        functionArn: `${arn}:$LATEST`,
        condition: "RetriesExhausted",
        approximateInvokeCount: 1,
      },
    );
    assert.deepEqual(failure.requestPayload, { bad: true });
    assert.deepEqual(failure.responseContext, {
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: "Unhandled",
    });
    assert.equal(failure.responsePayload.errorType, "TypeError");
    const success = JSON.parse((await h.receive(succeeded))[0]?.Body ?? "");
    assert.equal(success.requestContext.condition, "Success");
    assert.equal(success.responsePayload, "fine");
  });

  it("writes the event to the dead-letter queue", async () => {
    const dead = await h.queue("dead");
    const arn = h.function(FAIL, { statements: [SEND], DeadLetterConfig: { TargetArn: dead } });
    h.lambda.eventInvokeConfigs.put("f", { MaximumRetryAttempts: 0 });
    const { requestId } = send(arn, { n: 7 });
    await until("the event", async () => (await h.depth(dead)) === 1);
    const [message] = await h.receive(dead);
    assert.equal(message?.Body, '{"n":7}');
    const attributes = Object.entries(message?.MessageAttributes ?? {});
    assert.deepEqual(Object.fromEntries(attributes.map(([name, { StringValue }]) => [name, StringValue])), {
      RequestID: requestId,
      ErrorCode: "200",
      ErrorMessage: "no",
    });
  });

  it("loses the event, and says so, when the role may not send any more", async () => {
    const dead = await h.queue("dead");
    const arn = h.function(FAIL, { statements: [SEND], DeadLetterConfig: { TargetArn: dead } });
    h.lambda.eventInvokeConfigs.put("f", { MaximumRetryAttempts: 0 });
    h.iam.roles.deletePolicy("f-role", "inline");
    send(arn);
    await until("the metric", () => h.sum("DeadLetterErrors") === 1);
    assert.match(h.warnings.join(), /could not be written to .*dead.*sqs:SendMessage/);
    assert.equal(await h.depth(dead), 0);
  });

  it("gives up an event that is too old", async () => {
    const failed = await h.queue("failed");
    const arn = h.function(FAIL, { statements: [SEND] });
    h.lambda.eventInvokeConfigs.put("f", {
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: failed } },
    });
    h.lambda.putFunctionConcurrency("f", 0);
    send(arn);
    for (let seconds = 0; seconds < 70; seconds++) await h.clock.advance(1_000);
    await until("the record", async () => (await h.depth(failed)) === 1);
    const { requestContext } = JSON.parse((await h.receive(failed))[0]?.Body ?? "");
    assert.equal(requestContext.condition, "EventAgeExceeded");
    assert.equal(requestContext.approximateInvokeCount, 0);
    assert.ok(h.sum("Throttles") > 3);
  });

  it("refuses settings out of range and destinations it cannot write", async () => {
    h.function(FAIL);
    const put = (input: Parameters<typeof h.lambda.eventInvokeConfigs.put>[1]) => () =>
      h.lambda.eventInvokeConfigs.put("f", input);
    assert.throws(put({ MaximumRetryAttempts: 3 }), { code: "ValidationException" });
    assert.throws(put({ MaximumEventAgeInSeconds: 59 }), { code: "ValidationException" });
    const to = (Destination: string) => ({ DestinationConfig: { OnFailure: { Destination } } });
    assert.throws(
      put(to("arn:aws:sns:eu-west-1:000000000000:t")),
      /does not|not something the local cloud writes/,
    );
    assert.throws(put(to("arn:aws:sqs:eu-west-1:000000000000:q.fifo")), /FIFO/);
    assert.throws(put(to("arn:aws:sqs:eu-west-1:000000000000:q")), /permissions to call SendMessage/);
    assert.throws(() => h.lambda.eventInvokeConfigs.put("none", {}), { code: "ResourceNotFoundException" });
  });

  it("refuses an event of more than 1 MB", () => {
    const functionArn = h.function(FAIL);
    assert.throws(() => send(functionArn, "x".repeat(1_048_576)), { code: "RequestEntityTooLargeException" });
  });
});
