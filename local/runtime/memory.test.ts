import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { mock } from "node:test";
import { PeakMemory } from "./memory.ts";

const MB = 1024 * 1024;

describe("PeakMemory", () => {
  let child: ChildProcess;
  let now = 0;
  beforeEach(async function () {
    if (process.platform !== "linux") this.skip();
    mock.method(performance, "now", () => now);
    const grow =
      "process.on('message', (bytes) => { globalThis.kept = Buffer.alloc(bytes, 1); process.send('grown'); })";
    child = spawn(process.execPath, ["-e", `${grow}; process.send('ready')`], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    await once(child, "message");
  });
  afterEach(() => {
    mock.restoreAll();
    child?.kill("SIGKILL");
  });

  it("asks the system every 10 ms at most, and then sees what a process has come to use", async () => {
    const memory = new PeakMemory(child.pid);
    const before = memory.read();
    assert.ok(before !== undefined && before > MB);
    child.send(64 * MB);
    await once(child, "message");
    now += 9;
    assert.equal(memory.read(), before);
    now += 1;
    assert.ok((memory.read() ?? 0) > before + 48 * MB);
    memory.close();
  });

  it("goes on telling the most that a process used when it has ended", async () => {
    const memory = new PeakMemory(child.pid);
    const before = memory.read();
    child.kill("SIGKILL");
    await once(child, "exit");
    memory.close();
    now += 10;
    assert.equal(memory.read(), before);
  });
});

describe("an environment's own look at its memory", () => {
  afterEach(() => mock.restoreAll());

  it("asks the system every 10 ms at most", () => {
    let now = 0;
    const rss = mock.method(process.memoryUsage, "rss", () => rss.mock.callCount() + 1);
    mock.method(performance, "now", () => now);
    const { memoryBytes } = createRequire(import.meta.url)("./bootstrap/memory.cjs") as {
      readonly memoryBytes: () => number;
    };
    const looks = [0, 9, 10, 19, 20].map((time) => {
      now = time;
      return memoryBytes();
    });
    assert.deepEqual(looks, [1, 1, 2, 2, 3]);
  });
});
