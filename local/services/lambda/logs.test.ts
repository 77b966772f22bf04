import assert from "node:assert/strict";
import { LambdaHarness, trust } from "./testing.ts";

describe("Lambda logs", () => {
  let h: LambdaHarness;

  beforeEach(() => {
    h = new LambdaHarness();
  });

  afterEach(() => h.close());

  async function messages() {
    await h.lambda.logsWritten();
    return h.logs.map(({ message }) => message);
  }

  it("writes text lines around what the function says", async () => {
    const { requestId } = await h.invoke(
      h.function('exports.handler = async () => console.warn("careful");'),
    );
    const [init, start, line, end, report, ...more] = await messages();
    assert.match(init ?? "", /^INIT_START Runtime Version: nodejs:22\./);
    assert.equal(start, `START RequestId: ${requestId} Version: $LATEST`);
    assert.match(line ?? "", new RegExp(`Z\t${requestId}\tWARN\tcareful$`));
    assert.equal(end, `END RequestId: ${requestId}`);
    assert.match(
      report ?? "",
      new RegExp(
        `^REPORT RequestId: ${requestId}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 256 MB\tMax Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms\t$`,
      ),
    );
    assert.deepEqual(more, []);
  });

  it("says how an invocation ended that died", async () => {
    const arn = h.function("exports.handler = async () => process.exit(2);");
    const { requestId } = await h.invoke(arn);
    const lines = await messages();
    assert.ok(
      lines.includes(
        `RequestId: ${requestId} Error: Runtime exited with error: exit status 2\nRuntime.ExitError`,
      ),
    );
    assert.match(lines.at(-1) ?? "", /\tStatus: error\tError Type: Runtime.ExitError\t$/);
  });

  it("says that an invocation took too long", async () => {
    const arn = h.function("exports.handler = async () => new Promise((r) => setTimeout(r, 60000));", {
      Timeout: 1,
    });
    const { requestId, value } = await h.invoke(arn);
    assert.equal(value.errorType, "Sandbox.Timedout");
    const lines = await messages();
    assert.match(lines.join("\n"), new RegExp(`Z ${requestId} Task timed out after 1\\.00 seconds`));
    assert.match(lines.at(-1) ?? "", /\tStatus: timeout\t$/);
  });

  const JSON_LOGS = { LogFormat: "JSON" };

  it("writes JSON events, filtered by level", async () => {
    const code = 'exports.handler = async () => { console.debug("d"); console.info({ a: 1 }); };';
    const { requestId } = await h.invoke(h.function(code, { LoggingConfig: JSON_LOGS }));
    const events = (await messages()).map((message) => JSON.parse(message));
    assert.deepEqual(
      events.map(({ type, level }) => type ?? level),
      ["platform.initStart", "platform.start", "INFO", "platform.report"],
    );
    const [, start, line, report] = events;
    assert.deepEqual(start.record, { requestId, version: "$LATEST" });
    assert.deepEqual({ requestId: line.requestId, message: line.message }, { requestId, message: { a: 1 } });
    assert.equal(report.record.status, "success");
    assert.deepEqual(Object.keys(report.record.metrics), [
      "durationMs",
      "billedDurationMs",
      "memorySizeMB",
      "maxMemoryUsedMB",
      "initDurationMs",
    ]);
  });

  const levels = {
    DEBUG: ["platform.initStart", "platform.start", "platform.runtimeDone", "platform.report"],
    WARN: [],
  };
  for (const [SystemLogLevel, expected] of Object.entries(levels)) {
    it(`writes the system's events of level ${SystemLogLevel}`, async () => {
      await h.invoke(
        h.function("exports.handler = async () => {};", { LoggingConfig: { ...JSON_LOGS, SystemLogLevel } }),
      );
      assert.deepEqual(
        (await messages()).map((message) => JSON.parse(message).type),
        expected,
      );
    });
  }

  it("keeps one stream for each environment, in order", async () => {
    const arn = h.function("exports.handler = async ({ n }) => console.log(n);");
    for (const n of [1, 2, 3]) await h.invoke(arn, { n });
    assert.deepEqual(
      (await messages()).filter((message) => message.includes("INFO")).map((message) => message.at(-1)),
      ["1", "2", "3"],
    );
    assert.equal(new Set(h.logs.map(({ stream }) => stream)).size, 1);
  });

  it("loses the logs of a role that may not write them, and says so once", async () => {
    const Role = h.iam.roles.create({ name: "mute", assumeRolePolicy: trust("lambda.amazonaws.com") }).arn;
    const arn = h.function("exports.handler = async () => console.log(1);", { Role });
    await h.invoke(arn);
    await h.invoke(arn);
    assert.deepEqual(await messages(), []);
    assert.equal(h.warnings.length, 1);
    assert.match(h.warnings[0] ?? "", /function f loses its logs: .*logs:CreateLogStream/);
  });

  it("loses the logs when there is no log group and the role may not create one", async () => {
    const arn = h.function("exports.handler = async () => {};");
    h.logGroups.clear();
    await h.invoke(arn);
    assert.deepEqual(await messages(), []);
    assert.match(h.warnings[0] ?? "", /logs:CreateLogGroup/);
  });

  it("creates the log group when the role may", async () => {
    const statements = [{ Effect: "Allow", Action: "logs:CreateLogGroup", Resource: "*" }] as const;
    const arn = h.function("exports.handler = async () => {};", { statements: [...statements] });
    h.logGroups.clear();
    await h.invoke(arn);
    assert.equal((await messages()).length, 4);
    assert.deepEqual([...h.logGroups], ["/aws/lambda/f"]);
  });
});
