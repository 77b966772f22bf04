import assert from "node:assert/strict";
import type { Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Keys } from "../../core/ports.ts";
import { MACHINE_RUNTIME } from "../../runtime/runtimes.ts";
import { LambdaHarness, zip } from "./testing.ts";
import type { TraceSegment } from "./trace.ts";

const API: Principal = { kind: "service", service: "apigateway.amazonaws.com" };
const ECHO = "exports.handler = async (event) => event;";

describe("Lambda invoke", () => {
  let h: LambdaHarness;

  beforeEach(() => {
    h = new LambdaHarness();
  });

  afterEach(() => h.close());

  it("runs a function and gives its answer", async () => {
    const result = await h.invoke(h.function(ECHO), { a: [1] });
    assert.deepEqual(result.value, { a: [1] });
    assert.equal(result.functionError, undefined);
  });

  it("runs the same environment again, and another beside a busy one", async () => {
    const arn = h.function(`
      const id = Math.random();
      exports.handler = async ({ ms }) => { await new Promise((r) => setTimeout(r, ms)); return id; };`);
    const ended: unknown[] = [];
    const invoke = async (ms: number) => ended.push((await h.invoke(arn, { ms })).value);
    await Promise.all([invoke(150), invoke(50)]);
    assert.notEqual(ended[0], ended[1]);
    assert.equal((await h.invoke(arn, { ms: 0 })).value, ended[1], "the one used last is used next");
  });

  it("pauses between invocations: those that run finish first, new ones wait, and all goes on", async () => {
    const arn = h.function("exports.handler = ({ ms }) => new Promise((r) => setTimeout(r, ms, ms));");
    const running = h.invoke(arn, { ms: 300 });
    await assert.rejects(h.lambda.pause(20), /^Error: 1 invocations still run after 0\.02 s\.$/);
    const pausing = h.lambda.pause(10_000);
    const held = h.invoke(arn, { ms: 1 });
    const resume = await pausing;
    assert.equal((await running).value, 300);
    assert.equal(h.lambda.running, 0, "the new one did not begin");
    assert.deepEqual(h.lambda.environmentsOf("f"), { warm: 1, running: 0 });
    await h.lambda.reset();
    assert.deepEqual(h.lambda.environmentsOf("f"), { warm: 0, running: 0 });
    resume();
    assert.equal((await held).value, 1);
  });

  it("starts cold after an error that ended the environment", async () => {
    const arn = h.function(
      "let calls = 0; exports.handler = async ({ exit }) => { calls += 1; if (exit) process.exit(1); return calls; };",
    );
    assert.equal((await h.invoke(arn)).value, 1);
    const exited = await h.invoke(arn, { exit: true });
    assert.equal(exited.functionError, "Unhandled");
    assert.deepEqual(exited.value, {
      errorType: "Runtime.ExitError",
      errorMessage: `RequestId: ${exited.requestId} Error: Runtime exited with error: exit status 1`,
    });
    assert.equal((await h.invoke(arn)).value, 1);
  });

  it("runs new code and configuration at the next invocation", async () => {
    const arn = h.function("exports.handler = async () => [1, process.env.GREETING];");
    await h.invoke(arn);
    h.lambda.functions.updateCode("f", zip("exports.handler = async () => [2, process.env.GREETING];"));
    assert.deepEqual((await h.invoke(arn)).value, [2, null]);
    const { configuration } = h.lambda.functions.require("f").latest;
    h.lambda.functions.updateConfiguration(
      { ...configuration, Environment: { Variables: { GREETING: "hi" } } },
      h.root,
    );
    assert.deepEqual((await h.invoke(arn)).value, [2, "hi"]);
  });

  it("gives the function exactly the declared and Lambda's own variables", async () => {
    const arn = h.function("exports.handler = async () => process.env;", {
      Environment: { Variables: { TABLE_NAME: "orders" } },
    });
    const { value } = await h.invoke(arn);
    const credentials = h.iam.credentials(value.AWS_ACCESS_KEY_ID);
    assert.deepEqual(credentials?.principal, {
      kind: "session",
      arn: "arn:aws:sts::000000000000:assumed-role/f-role/f",
      roleArn: "arn:aws:iam::000000000000:role/f-role",
      roleName: "f-role",
    });
    const { AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_ACCESS_KEY_ID, ...plain } = value;
    for (const secret of [AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_ACCESS_KEY_ID])
      assert.equal(typeof secret, "string");
    const { TMPDIR, LAMBDA_TASK_ROOT, LAMBDA_RUNTIME_DIR, ...rest } = plain;
    for (const path of [TMPDIR, LAMBDA_TASK_ROOT, LAMBDA_RUNTIME_DIR]) assert.ok(path.startsWith("/"));
    assert.match(rest.AWS_LAMBDA_LOG_STREAM_NAME, /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    assert.match(rest._X_AMZN_TRACE_ID, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
    assert.deepEqual(
      { ...rest, AWS_LAMBDA_LOG_STREAM_NAME: "", _X_AMZN_TRACE_ID: "" },
      {
        PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        LANG: "en_US.UTF-8",
        TZ: ":UTC",
        TABLE_NAME: "orders",
        AWS_ENDPOINT_URL: "http://localhost:4566",
        AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
        _HANDLER: "index.handler",
        AWS_REGION: "eu-west-1",
        AWS_DEFAULT_REGION: "eu-west-1",
        AWS_EXECUTION_ENV: `AWS_Lambda_${MACHINE_RUNTIME}`,
        AWS_LAMBDA_FUNCTION_NAME: "f",
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/f",
        AWS_LAMBDA_LOG_STREAM_NAME: "",
        AWS_LAMBDA_LOG_FORMAT: "Text",
        _X_AMZN_TRACE_ID: "",
      },
    );
  });

  it("leaves an environment whose credentials are about to expire", async () => {
    const arn = h.function("exports.handler = async () => process.env.AWS_ACCESS_KEY_ID;");
    const first = (await h.invoke(arn)).value;
    await h.clock.advance(200_000);
    assert.equal((await h.invoke(arn)).value, first);
    await h.close();
    h = new LambdaHarness({ idleTimeoutSeconds: 100_000 });
    const other = h.function("exports.handler = async () => process.env.AWS_ACCESS_KEY_ID;");
    const before = (await h.invoke(other)).value;
    await h.clock.advance(3_600_000);
    assert.notEqual((await h.invoke(other)).value, before);
  });

  it("ends environments that stay idle", async () => {
    const arn = h.function("const id = Math.random(); exports.handler = async () => id;");
    const first = (await h.invoke(arn)).value;
    await h.clock.advance(301_000);
    assert.notEqual((await h.invoke(arn)).value, first);
  });

  it("shows the function the clock of the local cloud", async () => {
    const arn = h.function("exports.handler = async (_e, c) => [Date.now(), c.getRemainingTimeInMillis()];");
    await h.clock.advance(86_400_000);
    const [now, left] = (await h.invoke(arn)).value;
    assert.ok(Math.abs(now - h.clock.now()) < 2_000);
    assert.ok(left > 1_000 && left <= 3_000);
  });

  it("continues the caller's trace", async () => {
    const functionArn = h.function("exports.handler = async () => process.env._X_AMZN_TRACE_ID;");
    const Root = "Root=1-5759e988-bd862e3fe1be46a994272793";
    const traceHeader = `${Root};Parent=53995c3f42cd8ad8;Sampled=1`;
    const { payload } = await h.lambda.invoke({ functionArn, principal: h.root, payload: "{}", traceHeader });
    assert.match(payload, new RegExp(`${Root};Parent=(?!53995c3f42cd8ad8)[0-9a-f]{16};Sampled=1`));
  });

  it("adds its own segments to a sampled trace", async () => {
    await h.close();
    const segments: TraceSegment[] = [];
    h = new LambdaHarness({ recordSegment: (segment) => segments.push(segment) });
    const statements = [{ Effect: "Allow", Action: "xray:PutTraceSegments", Resource: "*" }] as const;
    const arn = h.function(
      "exports.handler = async () => { throw new Error(process.env._X_AMZN_TRACE_ID); };",
      {
        statements: [...statements],
        TracingConfig: { Mode: "Active" },
      },
    );
    const [, root, parent] =
      /^Root=(.+);Parent=(.+);Sampled=1$/.exec((await h.invoke(arn)).value.errorMessage) ?? [];
    const [service, own, initialization] = segments;
    assert.equal(segments.length, 3);
    assert.deepEqual([initialization?.name, initialization?.parent_id], ["Initialization", own?.id]);
    assert.deepEqual(
      [service?.origin, service?.trace_id, service?.parent_id, service?.fault],
      ["AWS::Lambda", root, undefined, true],
    );
    assert.deepEqual(
      [own?.origin, own?.trace_id, own?.id, own?.parent_id],
      ["AWS::Lambda::Function", root, parent, service?.id],
    );
    assert.ok(own !== undefined && own.end_time > own.start_time);
    await h.invoke(h.function(ECHO, { FunctionName: "untraced" }));
    assert.equal(segments.length, 3);

    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const functionArn = h.function(ECHO, { FunctionName: "not-allowed" });
    for (let count = 0; count < 2; count++)
      await h.lambda.invoke({ functionArn, principal: h.root, payload: "{}", traceHeader });
    assert.equal(segments.length, 3, "they are lost without xray:PutTraceSegments");
    assert.equal(h.warnings.filter((warning) => /not-allowed loses its traces/.test(warning)).length, 1);
  });

  describe("asks for permission", () => {
    it("refuses a service without a statement, and one from elsewhere", async () => {
      const functionArn = h.function(ECHO);
      const sourceArn = "arn:aws:execute-api:eu-west-1:000000000000:api1/$default/POST/v1/orders";
      const call = (source: string) =>
        h.lambda.invoke({ functionArn, principal: API, payload: "{}", sourceArn: source });
      await assert.rejects(call(sourceArn), { code: "AccessDeniedException" });
      h.lambda.addPermission("f", {
        StatementId: "api",
        Action: "lambda:InvokeFunction",
        Principal: "apigateway.amazonaws.com",
        SourceArn: "arn:aws:execute-api:eu-west-1:000000000000:api1/*",
      });
      assert.equal((await call(sourceArn)).payload, "{}");
      await assert.rejects(call(sourceArn.replace("api1", "api2")), { code: "AccessDeniedException" });
      h.lambda.removePermission("f", "api");
      await assert.rejects(call(sourceArn), { code: "AccessDeniedException" });
    });

    it("refuses a role without lambda:InvokeFunction", async () => {
      const arn = h.function(ECHO);
      const other = h.iam.principalOf(h.role("other"), "s");
      await assert.rejects(h.invoke(arn, {}, other), {
        code: "AccessDeniedException",
        message: /lambda:InvokeFunction/,
      });
      const may = h.role("may", [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: arn }]);
      assert.deepEqual((await h.invoke(arn, {}, h.iam.principalOf(may, "s"))).value, {});
    });
  });

  describe("refuses", () => {
    it("a function that does not exist", async () => {
      await assert.rejects(h.invoke("arn:aws:lambda:eu-west-1:000000000000:function:none"), {
        code: "ResourceNotFoundException",
        message: /function:none/,
      });
    });

    it("a payload that is no JSON or too large", async () => {
      const functionArn = h.function(ECHO);
      const send = (payload: string) => h.lambda.invoke({ functionArn, principal: h.root, payload });
      await assert.rejects(send("{"), { code: "InvalidRequestContentException" });
      await assert.rejects(send(JSON.stringify("x".repeat(6_291_456))), {
        code: "RequestEntityTooLargeException",
        statusCode: 413,
      });
    });

    it("a response that is too large, as an error of the function", async () => {
      const arn = h.function('exports.handler = async () => "x".repeat(6291600);');
      const { value, functionError } = await h.invoke(arn);
      assert.equal(functionError, "Unhandled");
      assert.equal(value.errorType, "Function.ResponseSizeTooLarge");
      assert.equal(h.sum("Errors"), 1);
    });
  });

  describe("limits concurrency", () => {
    const WAIT = "exports.handler = async ({ ms = 0 }) => new Promise((r) => setTimeout(r, ms));";

    it("of the account", async () => {
      await h.close();
      h = new LambdaHarness({ concurrency: { account: 2, minimumUnreserved: 2 } });
      const arn = h.function(WAIT);
      const busy = [h.invoke(arn, { ms: 300 }), h.invoke(arn, { ms: 300 })];
      await assert.rejects(h.invoke(arn), {
        code: "TooManyRequestsException",
        statusCode: 429,
        fields: { Reason: "ConcurrentInvocationLimitExceeded" },
      });
      await Promise.all(busy);
      await h.invoke(arn);
      assert.equal(h.sum("Throttles"), 1);
      assert.equal(h.sum("Invocations"), 3);
    });

    it("of a function that reserved some", async () => {
      const arn = h.function(WAIT);
      h.lambda.putFunctionConcurrency("f", 1);
      const busy = h.invoke(arn, { ms: 300 });
      await assert.rejects(h.invoke(arn), {
        fields: { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
      });
      await busy;
    });

    it("but leaves the account's minimum unreserved", () => {
      h.function(WAIT);
      assert.throws(() => h.lambda.putFunctionConcurrency("f", 901), {
        code: "InvalidParameterValueException",
        message: /below its minimum value of \[100\]/,
      });
      h.lambda.putFunctionConcurrency("f", 900);
    });

    it("and makes room for a new function by ending idle environments of others", async () => {
      await h.close();
      h = new LambdaHarness({ concurrency: { account: 1, minimumUnreserved: 1 } });
      const [one, two] = ["one", "two"].map((FunctionName) =>
        h.function("const id = Math.random(); exports.handler = async () => id;", { FunctionName }),
      ) as [string, string];
      const first = (await h.invoke(one)).value;
      await h.invoke(two);
      assert.notEqual((await h.invoke(one)).value, first);
    });
  });

  it("uses the function's key, and fails when it cannot", async () => {
    await h.close();
    const uses: string[] = [];
    let disabled = false;
    const keys: Keys = {
      resolve: (key) => key,
      use: (_principal, { action }) => {
        uses.push(action);
        if (disabled) throw new AwsError("DisabledException", "The key is disabled.");
      },
    };
    h = new LambdaHarness({ keys });
    const arn = h.function(ECHO, { KMSKeyArn: "arn:aws:kms:eu-west-1:000000000000:key/k" });
    assert.deepEqual(uses.splice(0), ["kms:Encrypt", "kms:CreateGrant"]);
    await h.invoke(arn);
    assert.deepEqual(uses, ["kms:Decrypt"]);
    disabled = true;
    await h.invoke(arn);
    await h.clock.advance(301_000);
    await assert.rejects(h.invoke(arn), { code: "KMSDisabledException", statusCode: 502 });
  });

  describe("when INIT fails", () => {
    it("tries once more, answers the error, and starts cold the next time", async () => {
      const arn = h.function('console.log("loading"); throw new Error("no table");');
      const { value, functionError } = await h.invoke(arn);
      assert.equal(functionError, "Unhandled");
      assert.equal(value.errorMessage, "no table");
      await h.lambda.logsWritten();
      assert.equal(h.logs.filter(({ message }) => message.includes("loading")).length, 2);
      assert.equal(h.sum("Errors"), 1);
    });
  });

  describe("crashes on demand", () => {
    for (const [when, wrote] of [
      ["before", 0],
      ["after", 1],
    ] as const) {
      it(`${when} the handler did its work`, async () => {
        await h.close();
        h = new LambdaHarness({ faults: (name) => (name === "f" ? { crash: when } : {}) });
        const { value } = await h.invoke(h.function('exports.handler = async () => console.log("effect");'));
        assert.match(value.errorMessage, /Runtime exited with error: signal: killed/);
        await h.lambda.logsWritten();
        assert.equal(h.logs.filter(({ message }) => message.includes("effect")).length, wrote);
      });
    }
  });

  it("ends what runs and what starts when it closes", async () => {
    const arn = h.function("while (true);");
    const running = h.invoke(arn);
    await h.lambda.close();
    await assert.rejects(running, { code: "ServiceException" });
    await assert.rejects(h.invoke(arn), { code: "ServiceException" });
  });

  it("counts what it does", async () => {
    const arn = h.function('exports.handler = async ({ bad }) => { if (bad) throw new Error("bad"); };');
    await h.invoke(arn);
    await h.invoke(arn, { bad: true });
    assert.equal(h.sum("Invocations"), 2);
    assert.equal(h.sum("Errors"), 1);
    const duration = h.metrics.find(({ name }) => name === "Duration");
    assert.deepEqual(
      { ...duration, value: 0, timestamp: 0 },
      {
        namespace: "AWS/Lambda",
        name: "Duration",
        dimensions: { FunctionName: "f" },
        unit: "Milliseconds",
        value: 0,
        timestamp: 0,
      },
    );
  });
});
