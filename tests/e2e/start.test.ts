import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { StackFile } from "../../local/cli/stack-file.ts";
import { projectDirectory, projectWithStack } from "../kit/platform.ts";
import { waitFor } from "../kit/wait.ts";

const run = promisify(execFile);
const settings = { "aws:region": "eu-west-1", "orderflow:adminPasswordSignIn": "true" };

class Instance {
  readonly directory: string;
  readonly process: ChildProcess;
  printed = "";

  constructor(...args: readonly string[]) {
    this.directory = projectWithStack("dev", settings);
    this.process = spawn(process.execPath, [join(projectDirectory, "local/cli/start.ts"), ...args], {
      cwd: this.directory,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.printed += chunk.toString("utf8");
      });
    }
  }

  get stackPath(): string {
    return join(this.directory, ".local/stack.json");
  }

  async ready(): Promise<StackFile> {
    await waitFor(
      "stack.json",
      () => {
        if (this.process.exitCode !== null) throw new Error(`npm start ended:\n${this.printed}`);
        return existsSync(this.stackPath);
      },
      { deadlineMs: 45_000 },
    );
    return JSON.parse(readFileSync(this.stackPath, "utf8"));
  }

  /** Signals the whole process group, as a terminal or a supervisor does. */
  kill(signal: NodeJS.Signals): void {
    process.kill(-Number(this.process.pid), signal);
  }

  /** The processes of its group, and those that have its folder on their command line. What has ended and only waits for init to notice is none. */
  async processes(): Promise<readonly string[]> {
    const { stdout } = await run("ps", ["-eo", "pgid=,stat=,args="]);
    const group = `${this.process.pid} `;
    return stdout
      .split("\n")
      .filter((line) => !/^\s*\d+\s+Z/.test(line))
      .filter((line) => line.trimStart().startsWith(group) || line.includes(this.directory));
  }
}

async function refusesConnections(url: string): Promise<boolean> {
  return fetch(url).then(
    () => false,
    () => true,
  );
}

describe("npm start", function () {
  this.timeout(120_000);
  const instances: Instance[] = [];
  const start = (...args: readonly string[]) => {
    const instance = new Instance(...args);
    instances.push(instance);
    return instance;
  };
  after(() => {
    for (const { process: child } of instances) {
      if (child.exitCode === null && child.signalCode === null) process.kill(-Number(child.pid), "SIGKILL");
    }
  });

  it("prints a curl that makes an order, and ends with all its children on SIGTERM", async () => {
    const instance = start("--port", "0");
    const { stack, outputs, endpoint, readyMs } = await instance.ready();
    assert.equal(stack, "dev");
    assert.ok(readyMs > 0 && readyMs < 45_000);

    const curl = /^ {2}(curl -s \S+\/v1\/orders [\s\S]*?\}')$/m.exec(instance.printed)?.[1];
    assert.ok(curl, instance.printed);
    const { stdout } = await run("sh", ["-c", curl], { cwd: "/" });
    const { id } = JSON.parse(stdout) as { id: string };

    const token = await run("npm", ["run", "-s", "token"], { cwd: instance.directory });
    const bearer = token.stdout.trimEnd().split("\n").at(-1);
    const shown = () =>
      fetch(`${String(outputs.apiUrl)}/v1/orders/${id}`, { headers: { authorization: `Bearer ${bearer}` } });
    await waitFor("the order to be CONFIRMED", async () => {
      const { status } = (await (await shown()).json()) as { status: string };
      return status === "CONFIRMED";
    });
    assert.ok(existsSync(join(instance.directory, ".local/logs/aws/lambda/orders-create-dev.log")));

    const exited = once(instance.process, "exit");
    instance.kill("SIGTERM");
    assert.deepEqual(await exited, [0, null]);
    assert.ok(!existsSync(instance.stackPath));
    assert.deepEqual(await instance.processes(), []);
    assert.ok(await refusesConnections(endpoint));
    assert.ok(await refusesConnections(String(outputs.apiUrl)));
  });

  it("leaves nothing running when it is killed", async () => {
    const instance = start("--port", "0");
    const { outputs } = await instance.ready();
    const token = await run("npm", ["run", "-s", "token"], { cwd: instance.directory });
    const bearer = token.stdout.trimEnd().split("\n").at(-1);
    const missing = `${String(outputs.apiUrl)}/v1/orders/00000000-0000-4000-8000-000000000000`;
    assert.equal((await fetch(missing, { headers: { authorization: `Bearer ${bearer}` } })).status, 404);
    assert.ok((await instance.processes()).length > 1, "no environment is warm");

    process.kill(Number(instance.process.pid), "SIGKILL");
    await waitFor("every process to be gone", async () => (await instance.processes()).length === 0);
  });

  it("says which port is taken, and how to go on", async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await once(squatter, "listening");
    const { port } = squatter.address() as { port: number };
    const instance = start("--port", String(port));
    const [code] = await once(instance.process, "exit");
    squatter.close();
    assert.equal(code, 1);
    assert.match(instance.printed, new RegExp(`${port}`));
    assert.match(instance.printed, /--port/);
  });

  for (const [args, message] of [
    [["--port", "abc"], /--port abc/],
    [["--stack", "nosuch"], /no stack "nosuch".*dev/],
    [["--frobnicate"], /--frobnicate/],
  ] as const) {
    it(`refuses ${args.join(" ")} with a clear message`, async () => {
      const instance = start(...args);
      const [code] = await once(instance.process, "exit");
      assert.equal(code, 1);
      assert.match(instance.printed, message);
    });
  }
});
