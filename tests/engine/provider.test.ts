import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { EngineProcess } from "../../local/engine/fixtures/engine-process.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { projectDirectory } from "../kit/platform.ts";
import { ServedCloudProcess } from "../kit/served-cloud.ts";

const run = promisify(execFile);
/** Where the program is, for whoever starts at the programs of the engine's own tests. */
const PROGRAM = "../../..";

/**
 * The served provider as an engine finds it that speaks Pulumi's protocol; here our own, which needs no `pulumi` command.
 * `tests/engine` has the same with Pulumi's.
 */
describe("npm run local -- provider", function () {
  this.timeout(120_000);
  const clouds: ServedCloudProcess[] = [];
  const engines: EngineProcess[] = [];
  after(async () => {
    for (const cloud of clouds) await cloud.stop("SIGKILL");
    for (const engine of engines) engine.remove();
  });

  async function serve(...args: Parameters<typeof ServedCloudProcess.start>): Promise<ServedCloudProcess> {
    const cloud = await ServedCloudProcess.start(...args);
    clouds.push(cloud);
    return cloud;
  }

  function engineOn(cloud: ServedCloudProcess): EngineProcess {
    const engine = new EngineProcess(PROGRAM, cloud.environment);
    engines.push(engine);
    return engine;
  }

  it("has what an engine deploys to it, and with --persist still has it after it was killed", async () => {
    const cloud = await serve(["--port", "0", "--persist"]);
    const engine = engineOn(cloud);
    assert.deepEqual(await operate(engine, "preview"), ["create"]);
    assert.match(await local(cloud, "status"), /Stack +none yet/);
    assert.deepEqual(await operate(engine, "up"), ["create"]);

    const api = new OrdersApi(apiUrl(engine), await token(cloud));
    const id = await api.createdId();
    await api.confirmed(id);
    assert.match(await local(cloud, "status"), /Stack +dev[\s\S]*orders-create +1 warm/);
    assert.match(await local(cloud, "logs", "orders-create"), new RegExp(id));
    assert.match(await local(cloud, "trace", id), /orders-process/);
    await cloud.stop("SIGKILL");

    const again = await serve(["--port", "0", "--persist"], cloud.stateDirectory);
    const ports = again.environment;
    assert.equal(await new OrdersApi(apiUrl(engine), await token(again)).status(id), "CONFIRMED");
    assert.match(await local(again, "logs", "orders-create"), new RegExp(id));
    const refreshed = await engine.run(engine.arguments("preview", "--refresh"), ports);
    assert.equal(refreshed.code, 0, refreshed.text);
    assert.deepEqual(operations(refreshed.steps), ["refresh", "same"]);
    const destroyed = await engine.run(engine.arguments("destroy"), ports);
    assert.equal(destroyed.code, 0, destroyed.text);
    assert.deepEqual(again.stackFile.outputs, {});
    assert.deepEqual(again.users, {});
  });

  it("says whose region the cloud is in, of what it lacks, and who has a port", async () => {
    const cloud = await serve();
    const engine = engineOn(cloud);
    const elsewhere = engine.write("config.json", { "aws:region": "us-east-1" });
    const refused = await engine.run(engine.arguments("preview", "--config-file", elsewhere));
    assert.equal(refused.code, 1);
    assert.match(refused.text, /runs in eu-west-1, not in \\?"us-east-1/);

    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const failed = await serve(["--port", String(port)]).catch((error: Error) => error);
    taken.close();
    assert.match(String(failed), new RegExp(`Port ${port} is taken.*npm run local -- provider --port 0`));
    const misused = await serve(["--colour"]).catch((error: Error) => error);
    assert.match(String(misused), /'--colour'[\s\S]*Options:/);
  });
});

/** @returns the kinds of steps there were */
async function operate(engine: EngineProcess, operation: string): Promise<readonly string[]> {
  const { code, steps, text } = await engine.run(engine.arguments(operation));
  assert.equal(code, 0, text);
  return operations(steps);
}

function operations(steps: readonly string[]): readonly string[] {
  return [...new Set(steps.map((step) => step.split(" ", 1)[0] ?? ""))].sort();
}

function apiUrl(engine: EngineProcess): string {
  const stack = engine.saved().resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
  return String((stack?.outputs as { apiUrl?: string } | undefined)?.apiUrl);
}

async function token({ stateDirectory }: ServedCloudProcess): Promise<string> {
  const args = ["run", "-s", "token", "--", "--state-dir", stateDirectory];
  return (await run("npm", args, { cwd: projectDirectory })).stdout.trim();
}

async function local({ stateDirectory }: ServedCloudProcess, ...args: readonly string[]): Promise<string> {
  const command = [join(projectDirectory, "local/cli/local.ts"), ...args, "--state-dir", stateDirectory];
  return (await run(process.execPath, command, { cwd: projectDirectory })).stdout;
}
