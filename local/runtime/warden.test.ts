import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A process that keeps one environment busy for ever and one frozen, and prints their process ids. */
const OWNER = `
  import { ExecutionEnvironment } from ${JSON.stringify(new URL("./environment.ts", import.meta.url).href)};
  import { Warden } from ${JSON.stringify(new URL("./warden.ts", import.meta.url).href)};
  const [codeDirectory, temporaryDirectory] = process.argv.slice(1);
  const warden = new Warden();
  const create = () => new ExecutionEnvironment({
    codeDirectory, temporaryDirectory, warden, memorySizeMb: 256, now: Date.now, onLog: () => {},
    variables: { LAMBDA_TASK_ROOT: codeDirectory, _HANDLER: "index.handler" },
  });
  const [busy, frozen] = [create(), create()];
  await Promise.all([busy.initialize(0, 10_000), frozen.initialize(0, 10_000)]);
  busy.invoke({ requestId: "r", functionArn: "f", traceHeader: "", payload: "{}", timeoutMs: 900_000, clockOffsetMs: 0 });
  console.log(JSON.stringify([busy.pid, frozen.pid]));
`;

describe("Warden", () => {
  let root: string;
  let owner: ChildProcess;

  before(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "warden-")));
    mkdirSync(join(root, "code"));
    mkdirSync(join(root, "tmp"));
    writeFileSync(join(root, "code/index.js"), "exports.handler = async () => { while (true); };");
  });

  after(() => rmSync(root, { recursive: true }));

  async function environments(): Promise<number[]> {
    const args = ["--input-type=module", "--eval", OWNER, join(root, "code"), join(root, "tmp")];
    owner = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const line = await new Promise<string>((resolve) =>
      owner.stdout?.once("data", (data) => resolve(String(data))),
    );
    return JSON.parse(line);
  }

  function exists(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    it(`ends busy and frozen environments when their owner dies of ${signal}`, async () => {
      const pids = await environments();
      assert.equal(pids.length, 2);
      assert.ok(pids.every(exists));
      owner.kill(signal);
      const deadline = performance.now() + 5_000;
      while (pids.some(exists)) {
        assert.ok(performance.now() < deadline, `${pids.filter(exists)} outlived their owner`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
  }
});
