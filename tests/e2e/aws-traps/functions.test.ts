import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { waitFor } from "../../kit/wait.ts";
import { Sandbox } from "./sandbox.ts";

const REPOSITORY = join(import.meta.dirname, "../../../package.json");

interface Answer<T> {
  readonly value: T;
  readonly error: string | undefined;
}

describe("functions that rely on more than Lambda gives", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let outputs: Readonly<Record<string, unknown>>;

  before(async () => {
    sandbox = await Sandbox.start();
    const deployed = await sandbox.deploy("functions");
    outputs = Object.fromEntries(Object.entries(deployed.outputs).map(([name, { value }]) => [name, value]));
  });
  after(() => sandbox.close());

  const url = (path: string) => `${outputs.apiUrl}${path}`;

  async function invoke<T>(name: string, event: object = {}): Promise<Answer<T>> {
    const { payload, functionError } = await sandbox.cloud.lambda.invoke({
      functionArn: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
      payload: JSON.stringify(event),
      principal: sandbox.cloud.iam.rootPrincipal,
    });
    return { value: JSON.parse(payload) as T, error: functionError };
  }

  async function tokens(): Promise<{ AccessToken: string; IdToken: string }> {
    const user = { UserPoolId: outputs.userPoolId, Username: "ada" };
    const Password = "Correct-horse-1";
    await sandbox.call("cognito-idp", "AdminCreateUser", { ...user, MessageAction: "SUPPRESS" });
    await sandbox.call("cognito-idp", "AdminSetUserPassword", { ...user, Password, Permanent: true });
    for (const GroupName of ["operator", "customer"])
      await sandbox.call("cognito-idp", "AdminAddUserToGroup", { ...user, GroupName });
    const { AuthenticationResult } = await sandbox.call<{
      AuthenticationResult: { AccessToken: string; IdToken: string };
    }>("cognito-idp", "AdminInitiateAuth", {
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      UserPoolId: outputs.userPoolId,
      ClientId: outputs.clientId,
      AuthParameters: { USERNAME: "ada", PASSWORD: Password },
    });
    return AuthenticationResult;
  }

  it("get a list claim as text that is no JSON, and an ID token where the route asks for no scope (lines 1, 2)", async () => {
    const { AccessToken, IdToken } = await tokens();
    const claims = async (token: string) =>
      (await fetch(url("/claims"), { headers: { authorization: `Bearer ${token}` } })).json();
    const { groups, ...others } = (await claims(AccessToken)) as { groups: string };
    assert.match(groups, /^\[(?:customer operator|operator customer)\]$/);
    assert.deepEqual(others, { json: null, use: "access" });
    assert.deepEqual(await claims(IdToken), { groups, json: null, use: "id" });
  });

  for (const [contentType, isText] of [
    ["application/json", true],
    ["text/plain", true],
    ["application/x-www-form-urlencoded", false],
    ["application/octet-stream", false],
    [undefined, false],
  ] as const) {
    it(`get a body of ${contentType ?? "no type"} ${isText ? "as text" : "in base64, which is no JSON"} (line 3)`, async () => {
      const response = await fetch(url("/body"), {
        method: "POST",
        body: Buffer.from('{"a":1}'),
        ...(contentType === undefined ? {} : { headers: { "content-type": contentType } }),
      });
      assert.deepEqual(await response.json(), { isText, json: isText ? { a: 1 } : null });
    });
  }

  it("go on when the gateway has given up (line 6)", async () => {
    const working = Promise.withResolvers<ServerResponse>();
    const work = createServer((_, response) => working.resolve(response)).listen(0, "127.0.0.1");
    try {
      await once(work, "listening");
      const { port } = work.address() as AddressInfo;
      const answer = fetch(url(`/slow?until=http://127.0.0.1:${port}`));
      const step = await working.promise;
      const response = await answer;
      assert.equal(response.status, 503);
      assert.deepEqual(await response.json(), { message: "Service Unavailable" });
      step.end();
      await waitFor("the function to commit", async () =>
        (await logged("/aws/lambda/slow")).some((message) => message.includes("committed")),
      );
    } finally {
      work.closeAllConnections();
      work.close();
    }
  });

  async function logged(logGroupName: string): Promise<readonly string[]> {
    const { logGroups } = await sandbox.call<{ logGroups: unknown[] }>("logs", "DescribeLogGroups", {
      logGroupNamePrefix: logGroupName,
    });
    if (logGroups.length === 0) return [];
    const { events } = await sandbox.call<{ events: { message: string }[] }>("logs", "FilterLogEvents", {
      logGroupName,
    });
    return events.map(({ message }) => message);
  }

  it("are frozen after the response, with what they did not wait for (line 9)", async () => {
    assert.deepEqual(await invoke("frozen"), { value: null, error: undefined });
    const start = performance.now();
    await waitFor("ten times the work's time to pass", () => performance.now() - start > 200);
    const { value: took } = await invoke<number>("frozen");
    assert.ok(took > 190, `the work of 20 ms took ${took} ms: it ran while its environment was frozen`);
  });

  it("see their package, their variables and /tmp, and nothing of this machine (lines 10, 11)", async () => {
    const { value } = await invoke<Record<string, unknown>>("environment", { repository: REPOSITORY });
    const { variables, ...attempts } = value;
    assert.deepEqual(attempts, {
      nodeOptions: "declared",
      heapFitsMemory: true,
      temporary: "done",
      package: "ERR_ACCESS_DENIED",
      repository: "ERR_ACCESS_DENIED",
      dependency: "MODULE_NOT_FOUND",
      process: "ERR_ACCESS_DENIED",
    });
    assert.ok(Array.isArray(variables) && variables.includes("NODE_OPTIONS"));
    for (const name of ["HOME", "PULUMI_CONFIG", "PWD", "USER"]) assert.ok(!variables.includes(name), name);
  });

  for (const [way, words] of [
    ["reject", /nobody awaits this/],
    ["exit", /Runtime exited/],
    ["memory", /signal: killed|OutOfMemory|heap|exited/],
  ] as const) {
    it(`lose their environment by ${way}: the invocation fails, the next one is cold (line ${way === "memory" ? 11 : 12})`, async () => {
      await invoke("crashing", { way: "none" });
      const failed = await invoke("crashing", { way });
      assert.equal(failed.error, "Unhandled");
      assert.match(JSON.stringify(failed.value), words);
      assert.deepEqual(await invoke("crashing", { way: "none" }), { value: 1, error: undefined });
    });
  }

  it("create a log group without retention and key where their role may (line 30)", async () => {
    await invoke("frozen");
    await sandbox.cloud.lambda.logsWritten();
    const { logGroups } = await sandbox.call<{ logGroups: object[] }>("logs", "DescribeLogGroups", {
      logGroupNamePrefix: "/aws/lambda/frozen",
    });
    const [group] = logGroups;
    assert.ok(group !== undefined && !("retentionInDays" in group) && !("kmsKeyId" in group));
  });
});
