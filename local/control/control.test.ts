import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../cloud.ts";
import { ControlClient } from "./client.ts";

describe("the control API", () => {
  let workDirectory: string;
  let cloud: Cloud;
  let client: ControlClient;

  before(async () => {
    workDirectory = mkdtempSync(join(tmpdir(), "orderflow-control-"));
    const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
    cloud = await Cloud.start({ account, port: 0, workDirectory });
    client = new ControlClient({ endpoint: cloud.endpoint, token: cloud.control.token });
  });
  after(async () => {
    await cloud.close();
    rmSync(workDirectory, { recursive: true });
  });

  function send(method: string, path: string, body = "", headers: Readonly<Record<string, string>> = {}) {
    const authorization = `Bearer ${cloud.control.token}`;
    return new Promise<{ status: number; body: { error?: string } }>((resolve, reject) => {
      const sent = request(
        cloud.endpoint + path,
        { method, headers: { authorization, ...headers } },
        async (response) => {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk);
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) });
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }

  it("shows and moves the clock", async () => {
    const before = await client.status();
    const { time, offsetMs } = await client.advance("15m");
    const moved = Date.parse(time) - Date.parse(before.clock.time);
    assert.ok(moved >= 900_000 && moved < 905_000, String(moved));
    assert.ok(offsetMs - before.clock.offsetMs >= 899_000);
    assert.equal((await client.status()).clock.offsetMs, cloud.clock.offset);
  });

  it("sets, shows and ends faults", async () => {
    const rule = { fault: "error", service: "sqs" } as const;
    const { plan } = await client.setFaults({ rules: [rule] });
    assert.ok(Number.isInteger(plan?.seed));
    await assert.rejects(cloud.dispatcher.call("sqs", "ListQueues", {}, cloud.iam.rootPrincipal));
    const { faults } = await client.status();
    assert.deepEqual(faults.rules, [{ rule, matched: 1, injected: 1 }]);
    assert.equal(faults.count, 1);
    assert.equal(faults.injected[0]?.call, "sqs:ListQueues");
    assert.equal((await client.clearFaults()).plan, null);
    await cloud.dispatcher.call("sqs", "ListQueues", {}, cloud.iam.rootPrincipal);
  });

  for (const [what, method, path, body, status, error] of [
    ["an unknown path", "GET", "/_local/other", "", 404, /only \/_local\/status, /],
    ["a path of Object's", "GET", "/_local/__proto__", "", 404, /has no/],
    ["another method", "DELETE", "/_local/clock", "", 405, /takes GET, POST, not DELETE/],
    ["what is not JSON", "POST", "/_local/clock", "{", 400, /not JSON/],
    ["no duration", "POST", "/_local/clock", "{}", 400, /"advance": "15m"/],
    ["a wrong duration", "POST", "/_local/clock", '{"advance":"-1m"}', 400, /'-1m' is not a duration/],
    ["no plan", "PUT", "/_local/faults", "", 400, /^The plan must be an object/],
    ["a wrong plan", "PUT", "/_local/faults", '{"rules":[{}]}', 400, /^rules\[0\]\.fault must be one of/],
    ["a long body", "PUT", "/_local/faults", `"${"x".repeat(2 ** 20)}"`, 413, /longer than 1048576/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const answer = await send(method, path, body);
      assert.equal(answer.status, status);
      assert.match(answer.body.error ?? "", error);
    });
  }

  for (const [what, headers, status] of [
    ["no token", { authorization: "" }, 401],
    ["another token", { authorization: `Bearer ${"x".repeat(43)}` }, 401],
    ["a page of another origin", { origin: "https://example.com" }, 403],
    ["a page of this machine", { origin: "http://localhost:3000" }, 403],
    ["a page that hides its origin", { "sec-fetch-site": "cross-site" }, 403],
    ["a name that DNS was made to point here", { host: "attacker.example:4566" }, 403],
    ["a name that begins like ours", { host: "localhost.attacker.example" }, 403],
  ] as const) {
    it(`is closed to ${what}`, async () => {
      for (const [method, path, body] of [
        ["GET", "/_local/status", ""],
        ["POST", "/_local/clock", '{"advance":"1h"}'],
        ["GET", "/_local/other", ""],
      ] as const) {
        const { offset } = cloud.clock;
        const answer = await send(method, path, body, headers);
        assert.equal(answer.status, status);
        assert.equal(cloud.clock.offset, offset);
      }
    });
  }

  it("leaves every other path to the services", async () => {
    const response = await fetch(`${cloud.endpoint}/_locality`);
    assert.match(await response.text(), /<Code>NoSuchBucket<\/Code>.*<BucketName>_locality</);
  });
});
