import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EnvironmentOptions, ExecutionEnvironment, type LogEvent } from "./environment.ts";
import { Warden } from "./warden.ts";

const INIT_LIMIT_MS = 10_000;

describe("ExecutionEnvironment", () => {
  let root: string;
  let warden: Warden;
  let logs: LogEvent[];
  const started: ExecutionEnvironment[] = [];

  before(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "environment-")));
    warden = new Warden();
  });

  beforeEach(() => {
    logs = [];
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((environment) => environment.kill()));
  });

  after(() => {
    warden.close();
    rmSync(root, { recursive: true });
  });

  function create(
    files: string | Record<string, string>,
    { variables = {}, ...options }: Partial<EnvironmentOptions> = {},
  ) {
    const directory = mkdtempSync(join(root, "code-"));
    const temporaryDirectory = mkdtempSync(join(root, "tmp-"));
    for (const [name, text] of Object.entries(typeof files === "string" ? { "index.js": files } : files)) {
      mkdirSync(join(directory, name, ".."), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    const environment = new ExecutionEnvironment({
      codeDirectory: directory,
      temporaryDirectory,
      memorySizeMb: 256,
      variables: {
        LAMBDA_TASK_ROOT: directory,
        TMPDIR: temporaryDirectory,
        TZ: ":UTC",
        _HANDLER: "index.handler",
        ...variables,
      },
      warden,
      now: Date.now,
      onLog: (event) => logs.push(event),
      ...options,
    });
    started.push(environment);
    return environment;
  }

  async function warm(...args: Parameters<typeof create>) {
    const environment = create(...args);
    const outcome = await environment.initialize(0, INIT_LIMIT_MS);
    assert.equal(outcome.status, "success", outcome.payload);
    return environment;
  }

  let requests = 0;
  function call(
    environment: ExecutionEnvironment,
    event: unknown = {},
    timeoutMs = 5_000,
    clockOffsetMs = 0,
  ) {
    requests += 1;
    return environment.invoke({
      requestId: `request-${requests}`,
      functionArn: "arn:aws:lambda:eu-west-1:000000000000:function:f",
      traceHeader: "Root=1-0-0;Parent=1;Sampled=1",
      payload: JSON.stringify(event),
      timeoutMs,
      clockOffsetMs,
    });
  }

  const value = (outcome: { payload: string }) => JSON.parse(outcome.payload);
  const messages = () => logs.map(({ message }) => message);

  describe("loads and calls a handler", () => {
    const styles: Record<string, { files: Record<string, string>; handler?: string }> = {
      "async CommonJS": { files: { "index.js": "exports.handler = async (event) => event.n + 1;" } },
      "a callback": {
        files: { "index.js": "exports.handler = (event, _c, done) => done(null, event.n + 1);" },
      },
      "an ES module": { files: { "index.mjs": "export const handler = async ({ n }) => n + 1;" } },
      "an ES module by package.json": {
        files: {
          "package.json": '{"type":"module"}',
          "index.js": "export const handler = async ({ n }) => n + 1;",
        },
      },
      "a nested export in a folder": {
        files: { "app/main.cjs": "exports.api = { run: async ({ n }) => n + 1 };" },
        handler: "app/main.api.run",
      },
      "context.succeed": { files: { "index.js": "exports.handler = ({ n }, c) => { c.succeed(n + 1); };" } },
    };
    for (const [name, { files, handler = "index.handler" }] of Object.entries(styles)) {
      it(name, async () => {
        const environment = await warm(files, { variables: { _HANDLER: handler } });
        const outcome = await call(environment, { n: 1 });
        assert.equal(outcome.status, "success", outcome.payload);
        assert.equal(value(outcome), 2);
        assert.equal(value(await call(environment, { n: 2 })), 3);
      });
    }
  });

  describe("refuses to start", () => {
    const broken: Record<string, { code: string; handler?: string; type: string; says: RegExp }> = {
      "a missing module": {
        code: 'require("zod");',
        type: "Runtime.ImportModuleError",
        says: /Cannot find module 'zod'/,
      },
      "a missing file": {
        code: "",
        handler: "other.handler",
        type: "Runtime.ImportModuleError",
        says: /other/,
      },
      "a missing export": {
        code: "exports.x = 1;",
        type: "Runtime.HandlerNotFound",
        says: /index.handler is undefined/,
      },
      "an export that is no function": {
        code: "exports.handler = 1;",
        type: "Runtime.HandlerNotFound",
        says: /not a function/,
      },
      "a syntax error": {
        code: "exports.handler = (",
        type: "Runtime.UserCodeSyntaxError",
        says: /SyntaxError/,
      },
      "a handler without a dot": {
        code: "",
        handler: "index",
        type: "Runtime.MalformedHandlerName",
        says: /Bad handler/,
      },
      "a handler outside": {
        code: "",
        handler: "../index.handler",
        type: "Runtime.MalformedHandlerName",
        says: /absolute paths/,
      },
      "code that throws": { code: 'throw new TypeError("no");', type: "TypeError", says: /^no$/ },
      "code that exits": { code: "process.exit(3);", type: "Runtime.ExitError", says: /exit status 3/ },
    };
    for (const [name, { code, handler = "index.handler", type, says }] of Object.entries(broken)) {
      it(name, async () => {
        const environment = create(code, { variables: { _HANDLER: handler } });
        const outcome = await environment.initialize(0, INIT_LIMIT_MS);
        assert.equal(outcome.status, "error");
        assert.equal(value(outcome).errorType, type);
        assert.match(value(outcome).errorMessage, says);
        assert.equal(environment.alive, false);
      });
    }

    it("code that takes longer than its limit", async () => {
      const environment = create("while (true);");
      const outcome = await environment.initialize(0, 200);
      assert.equal(outcome.status, "timeout");
      assert.equal(environment.alive, false);
    });
  });

  describe("is isolated", () => {
    it("has exactly the variables it was given", async () => {
      const environment = await warm("exports.handler = async () => Object.keys(process.env).sort();", {
        variables: { GREETING: "hello" },
      });
      assert.deepEqual(value(await call(environment)), [
        "GREETING",
        "LAMBDA_TASK_ROOT",
        "TMPDIR",
        "TZ",
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
      ]);
    });

    it("reads its code and its own temporary folder only, and writes only there", async () => {
      const environment = await warm({
        "data.txt": "mine",
        "index.js": `
          const fs = require("node:fs"), os = require("node:os"), path = require("node:path");
          const attempt = (run) => { try { return run(); } catch (error) { return error.code; } };
          exports.handler = async ({ repository, neighbour }) => ({
            own: fs.readFileSync(path.join(__dirname, "data.txt"), "utf8"),
            passwd: attempt(() => fs.readFileSync("/etc/passwd", "utf8")),
            repository: attempt(() => fs.readFileSync(repository, "utf8")),
            neighbour: attempt(() => fs.readdirSync(neighbour)),
            code: attempt(() => fs.writeFileSync(path.join(__dirname, "data.txt"), "x")),
            temporary: attempt(() => { const file = path.join(os.tmpdir(), "a"); fs.writeFileSync(file, "kept"); return fs.readFileSync(file, "utf8"); }),
          });`,
      });
      const event = { repository: import.meta.filename, neighbour: root };
      assert.deepEqual(value(await call(environment, event)), {
        own: "mine",
        passwd: "ERR_ACCESS_DENIED",
        repository: "ERR_ACCESS_DENIED",
        neighbour: "ERR_ACCESS_DENIED",
        code: "ERR_ACCESS_DENIED",
        temporary: "kept",
      });
    });

    it("starts no processes and no threads, and has no channel to its parent", async () => {
      const environment = await warm(`
        const attempt = (run) => { try { run(); return "ran"; } catch (error) { return error.code; } };
        exports.handler = async () => ({
          child: attempt(() => require("node:child_process").spawnSync("true")),
          thread: attempt(() => new (require("node:worker_threads").Worker)("", { eval: true })),
          send: typeof process.send,
        });`);
      assert.deepEqual(value(await call(environment)), {
        child: "ERR_ACCESS_DENIED",
        thread: "ERR_ACCESS_DENIED",
        send: "undefined",
      });
    });
  });

  describe("freezes after the response", () => {
    it("does not run timers until the next invocation", async () => {
      const environment = await warm(`
        let ticks = 0;
        setInterval(() => ticks++, 5);
        exports.handler = async ({ waitMs }) => {
          const before = ticks;
          if (waitMs) await new Promise((resolve) => setTimeout(resolve, waitMs));
          return { before, after: ticks };
        };`);
      const first = value(await call(environment, { waitMs: 60 }));
      assert.ok(first.after > first.before);
      const frozen = performance.now();
      while (performance.now() - frozen < 200) await new Promise((resolve) => setImmediate(resolve));
      const second = value(await call(environment, {}));
      assert.ok(second.before - first.after <= 2, `ticked ${second.before - first.after} times while frozen`);
    });

    it("runs a promise nobody awaited on at the next invocation", async () => {
      const environment = await warm(`
        exports.handler = async ({ wait }) => {
          if (wait) return new Promise((resolve) => setTimeout(resolve, 50));
          setTimeout(() => console.log("late"), 10);
        };`);
      await call(environment);
      assert.deepEqual(messages(), []);
      await call(environment, { wait: true });
      assert.match(messages().join(), /\trequest-\d+\tINFO\tlate/);
    });
  });

  describe("fails an invocation", () => {
    it("that throws, and stays usable", async () => {
      const environment = await warm(
        'exports.handler = async ({ bad }) => { if (bad) throw new RangeError("too far"); return "fine"; };',
      );
      const outcome = await call(environment, { bad: true });
      assert.equal(outcome.status, "error");
      assert.equal(outcome.errorType, undefined);
      const { errorType, errorMessage, trace } = value(outcome);
      assert.deepEqual({ errorType, errorMessage }, { errorType: "RangeError", errorMessage: "too far" });
      assert.equal(trace[0], "RangeError: too far");
      assert.match(messages().join(), /ERROR\tInvoke Error \t\{"errorType":"RangeError"/);
      assert.equal(value(await call(environment)), "fine");
    });

    const deaths: Record<
      string,
      { code: string; type: string; says: RegExp; timeoutMs?: number; memorySizeMb?: number }
    > = {
      "that takes too long": {
        code: "exports.handler = () => new Promise(() => setInterval(() => {}, 1000));",
        timeoutMs: 1_000,
        type: "Sandbox.Timedout",
        says: /^RequestId: request-\d+ Error: Task timed out after 1\.00 seconds$/,
      },
      "that never yields": {
        code: "exports.handler = async () => { while (true); };",
        timeoutMs: 200,
        type: "Sandbox.Timedout",
        says: /timed out/,
      },
      "that exits": {
        code: "exports.handler = async () => process.exit(0);",
        type: "Runtime.ExitError",
        says: /^RequestId: request-\d+ Error: Runtime exited without providing a reason$/,
      },
      "that exits with a status": {
        code: "exports.handler = async () => process.exit(7);",
        type: "Runtime.ExitError",
        says: /Runtime exited with error: exit status 7/,
      },
      "that leaves a rejection unhandled": {
        code: 'exports.handler = async () => { Promise.reject(new Error("forgotten")); return "fine"; };',
        type: "Runtime.UnhandledPromiseRejection",
        says: /Error: forgotten/,
      },
      "with an exception in a callback": {
        code: 'exports.handler = () => new Promise(() => setTimeout(() => { throw new Error("later"); }, 1));',
        type: "Error",
        says: /^later$/,
      },
      "that fills the heap": {
        code: "exports.handler = async () => { const kept = []; while (true) kept.push(new Array(1000).fill(kept.length)); };",
        memorySizeMb: 128,
        type: "Runtime.ExitError",
        says: /signal: (aborted|killed|trace)/,
      },
      "that fills memory outside of the heap": {
        code: "exports.handler = async () => { const kept = []; while (true) { kept.push(Buffer.alloc(1e7, 1)); await new Promise((r) => setTimeout(r, 1)); } };",
        memorySizeMb: 128,
        type: "Runtime.OutOfMemory",
        says: /signal: killed/,
      },
    };
    for (const [name, { code, type, says, timeoutMs, memorySizeMb = 256 }] of Object.entries(deaths)) {
      it(`${name}, and is gone`, async () => {
        const environment = await warm(code, { memorySizeMb });
        const outcome = await call(environment, {}, timeoutMs ?? 10_000);
        assert.equal(
          value(outcome).errorType === type || /OutOfMemory/.test(outcome.payload),
          true,
          outcome.payload,
        );
        assert.match(value(outcome).errorMessage, says);
        assert.equal(environment.alive, false);
      });
    }

    it("whose promise never settles", async () => {
      const environment = await warm("exports.handler = async () => new Promise(() => {});");
      assert.equal(value(await call(environment)).errorType, "Runtime.NodeJsExit");
    });

    it("whose result is no JSON", async () => {
      const environment = await warm("exports.handler = async () => 1n;");
      assert.equal(value(await call(environment)).errorMessage, "Unable to stringify response body");
    });
  });

  describe("with a callback", () => {
    const wait = (wait: boolean) => `
      exports.handler = (_event, context, done) => {
        context.callbackWaitsForEmptyEventLoop = ${wait};
        setTimeout(() => console.log("work done"), 30);
        done(null, "answer");
      };`;

    it("waits for the event loop to empty", async () => {
      assert.equal(value(await call(await warm(wait(true)))), "answer");
      assert.match(messages().join(), /work done/);
    });

    it("does not wait when told so", async () => {
      assert.equal(value(await call(await warm(wait(false)))), "answer");
      assert.deepEqual(messages(), []);
    });

    it("answers null when the callback is never called", async () => {
      assert.equal(value(await call(await warm("exports.handler = () => {};"))), null);
    });
  });

  describe("logs", () => {
    const code = `exports.handler = async () => {
      console.debug("quiet");
      console.log("two\\nlines", { a: 1 });
      console.error(new TypeError("bad"));
      process.stdout.write('{"own":1}\\npart');
      process.stdout.write("ial");
    };`;

    it("as text", async () => {
      await call(await warm(code));
      const [debug, info, error, raw, partial] = messages();
      assert.match(debug ?? "", /^\d{4}-\d\d-\d\dT[\d:.]+Z\trequest-\d+\tDEBUG\tquiet$/);
      assert.match(info ?? "", /\tINFO\ttwo\nlines \{ a: 1 \}$/);
      assert.match(error ?? "", /\tERROR\tTypeError: bad\n/);
      assert.deepEqual([raw, partial], ['{"own":1}', "partial"]);
    });

    it("as JSON, filtered by level", async () => {
      const variables = { AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: "INFO" };
      await call(await warm(code, { variables }));
      const [info, error, raw] = messages();
      const parsed = JSON.parse(info ?? "");
      assert.deepEqual(Object.keys(parsed), ["timestamp", "level", "requestId", "message"]);
      assert.equal(parsed.message, "two\nlines { a: 1 }");
      assert.equal(JSON.parse(error ?? "").message.errorType, "TypeError");
      assert.equal(raw, '{"own":1}');
    });
  });

  it("gives the handler its context", async () => {
    const environment = await warm(
      "exports.handler = async (_e, c) => ({ ...c, left: c.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID });",
      { variables: { AWS_LAMBDA_FUNCTION_NAME: "f", AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256" } },
    );
    const context = value(await call(environment, {}, 3_000));
    assert.equal(context.functionName, "f");
    assert.equal(context.memoryLimitInMB, "256");
    assert.equal(context.invokedFunctionArn, "arn:aws:lambda:eu-west-1:000000000000:function:f");
    assert.match(context.awsRequestId, /^request-/);
    assert.ok(context.left > 2_500 && context.left <= 3_000, String(context.left));
    assert.match(context.trace, /^Root=1-0-0/);
  });

  it("lets the function's Date follow the clock of the local cloud", async () => {
    const environment = await warm(
      "exports.handler = async () => ({ now: Date.now(), made: new Date().getTime(), is: new Date() instanceof Date, fixed: new Date(5).getTime() });",
    );
    const hour = 3_600_000;
    const { now, made, is, fixed } = value(await call(environment, {}, 5_000, hour));
    assert.ok(Math.abs(now - Date.now() - hour) < 1_000);
    assert.ok(Math.abs(made - now) < 1_000);
    assert.deepEqual({ is, fixed }, { is: true, fixed: 5 });
  });

  it("lets a handler find the connections closed that were closed while it was frozen", async () => {
    const server = createServer((_request, response) => response.end("answer"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const environment = await warm(`
      const http = require("node:http");
      const agent = new http.Agent({ keepAlive: true });
      exports.handler = () => new Promise((resolve, reject) => {
        http.get({ port: ${port}, host: "127.0.0.1", agent }, (response) => {
          response.resume().on("end", () => resolve("answered"));
        }).on("error", reject);
      });`);
    try {
      assert.equal(value(await call(environment)), "answered");
      server.closeAllConnections();
      assert.equal(value(await call(environment)), "answered");
    } finally {
      server.close();
    }
  });

  it("carries large events and responses", async () => {
    const environment = await warm("exports.handler = async (event) => event;");
    const text = "ü".repeat(2_000_000);
    assert.equal(value(await call(environment, { text })).text, text);
  });
});
