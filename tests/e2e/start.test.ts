import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { Instance, refusesConnections } from "../kit/instance.ts";
import { projectDirectory, projectWithStack } from "../kit/platform.ts";
import { waitFor } from "../kit/wait.ts";

const run = promisify(execFile);
const settings = { "aws:region": "eu-west-1", "orderflow:adminPasswordSignIn": "true" };

describe("npm start", function () {
  this.timeout(120_000);
  const instances: Instance[] = [];
  const startIn = (directory: string, args: readonly string[], stateDirectory?: string) => {
    const instance = new Instance(directory, args, stateDirectory === undefined ? {} : { stateDirectory });
    instances.push(instance);
    return instance;
  };
  const start = (...args: readonly string[]) => startIn(projectWithStack("dev", settings), args);
  after(() => {
    for (const instance of instances) if (instance.running) instance.kill("SIGKILL");
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

    const bearer = await instance.token();
    const shown = () =>
      fetch(`${String(outputs.apiUrl)}/v1/orders/${id}`, { headers: { authorization: `Bearer ${bearer}` } });
    await waitFor("the order to be CONFIRMED", async () => {
      const { status } = (await (await shown()).json()) as { status: string };
      return status === "CONFIRMED";
    });
    assert.ok(existsSync(join(instance.directory, ".local/logs/aws/lambda/orders-create-dev.log")));

    const cognito = new CognitoIdentityProviderClient({
      endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "none", secretAccessKey: "none" },
    });
    const client = { ClientId: String(outputs.userPoolClientId), Username: "ada@example.com" };
    const UserAttributes = [{ Name: "email", Value: client.Username }];
    await cognito.send(new SignUpCommand({ ...client, Password: "Correct-Horse-1", UserAttributes }));
    const messages = join(instance.directory, ".local/logs/cognito-messages.log");
    const code = await waitFor("the code's message", () =>
      existsSync(messages)
        ? /ada@example\.com.*?(\d{6})/.exec(readFileSync(messages, "utf8"))?.[1]
        : undefined,
    );
    await cognito.send(new ConfirmSignUpCommand({ ...client, ConfirmationCode: code }));
    cognito.destroy();

    assert.deepEqual(await instance.stop(), [0, null]);
    assert.ok(!existsSync(instance.stackPath));
    assert.deepEqual(await instance.processes(), []);
    assert.ok(await refusesConnections(endpoint));
    assert.ok(await refusesConnections(String(outputs.apiUrl)));
  });

  it("leaves nothing running when it is killed", async () => {
    // Not one of those that the system hands out, which somebody else may have by the next start.
    const port = String(randomInt(10_000, 30_000));
    const instance = start("--port", port);
    const { outputs } = await instance.ready();
    const bearer = await instance.token();
    const missing = `${String(outputs.apiUrl)}/v1/orders/00000000-0000-4000-8000-000000000000`;
    assert.equal((await fetch(missing, { headers: { authorization: `Bearer ${bearer}` } })).status, 404);
    assert.ok((await instance.processes()).length > 1, "no environment is warm");

    process.kill(instance.pid, "SIGKILL");
    await waitFor("every process to be gone", async () => (await instance.processes()).length === 0);
    assert.ok(await refusesConnections(String(outputs.apiUrl)));

    const next = startIn(instance.directory, ["--port", port]);
    await next.ready();
    assert.match(next.printed, /nothing changed since its last deployment/);
    assert.deepEqual(await next.stop("SIGINT"), [0, null]);
    assert.deepEqual(await next.processes(), []);
    assert.ok(await refusesConnections(String(outputs.apiUrl)));
  });

  for (const signal of ["SIGTERM", "SIGKILL"] as const)
    it(`leaves nothing running when ${signal} comes while it starts`, async () => {
      const instance = start("--port", "0");
      const program = () =>
        instance.processes().then((lines) => lines.some((line) => line.includes("@pulumi/pulumi/cmd/run")));
      await waitFor("the program to run", program);
      process.kill(instance.pid, signal);
      await waitFor("every process to be gone", async () => (await instance.processes()).length === 0);
      assert.ok(!existsSync(instance.stackPath));
    });

  describe("with a policy pack", () => {
    const startWithPack = () => {
      const directory = projectWithStack("dev", settings);
      symlinkSync(join(projectDirectory, "policies"), join(directory, "policies"));
      return startIn(directory, ["--port", "0"]);
    };

    it("says once it serves how many findings there are, and where to see them", async () => {
      const instance = startWithPack();
      await instance.ready();
      await waitFor("the counts", () => instance.printed.includes("\nPolicies: "));
      assert.match(
        instance.printed,
        /is ready after[\s\S]*^Policies: \d+ rules, [1-9]\d* findings, 0 exempted \(npm run policy -- --stack dev\)$/m,
      );
      assert.deepEqual(await instance.stop(), [0, null]);
    });

    for (const signal of ["SIGTERM", "SIGKILL"] as const)
      it(`leaves no pack running when ${signal} comes before it has its counts`, async () => {
        const instance = startWithPack();
        const pack = () =>
          instance.processes().then((lines) => lines.some((line) => line.includes("run-policy-pack")));
        await waitFor("the pack to run", pack, { deadlineMs: 30_000 });
        process.kill(instance.pid, signal);
        await waitFor("every process to be gone", async () => (await instance.processes()).length === 0);
        assert.doesNotMatch(instance.printed, /^Policies:/m);
      });
  });

  it("runs beside another in the same folder, with files of its own", async () => {
    const first = start("--port", "0");
    const { endpoint } = await first.ready();
    const second = startIn(first.directory, ["--port", "0"], ".local/instance-2");
    const other = await second.ready();
    assert.notEqual(other.endpoint, endpoint);
    assert.match(second.printed, /the files of this one are in .*instance-2/);
    for (const instance of [first, second]) assert.ok(await instance.token());

    const third = startIn(first.directory, ["--port", "0", "--state-dir", ".local"]);
    assert.deepEqual(await once(third.process, "exit"), [1, null]);
    assert.match(third.printed, new RegExp(`process ${first.pid}\\).*--state-dir`));
    await Promise.all([first.stop(), second.stop()]);
  });

  it("says which port is taken, and how to go on", async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await once(squatter, "listening");
    const { port } = squatter.address() as { port: number };
    const instance = start("--port", String(port));
    const [code] = await once(instance.process, "exit");
    squatter.close();
    assert.equal(code, 1);
    const holder = process.platform === "linux" ? `process ${process.pid}` : "lsof";
    assert.match(instance.printed, new RegExp(`Port ${port} is taken: .*${holder}.*--port 0`));
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
