import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ControlClient } from "../../local/control/client.ts";
import type { Platform } from "../../local/platform.ts";
import { LocalCli } from "../kit/cli.ts";
import { OrdersApi, order } from "../kit/orders-api.ts";
import { freshPlatform } from "../kit/platform.ts";
import { waitFor } from "../kit/wait.ts";

describe("npm run local, on the running platform", function () {
  this.timeout(120_000);
  let platform: Platform;
  let customer: OrdersApi;
  let cli: LocalCli;
  let control: ControlClient;

  before(async () => {
    platform = await freshPlatform();
    customer = await OrdersApi.as(platform, "demo");
    cli = new LocalCli(platform);
    control = new ControlClient({ endpoint: platform.endpoint, token: platform.cloud.control.token });
  });

  it("status shows stack, endpoint, services, queues, functions and the clock", async () => {
    await customer.confirmed(await customer.createdId());
    const { stdout } = await cli.run(["status"]);
    for (const pattern of [
      /^Stack +dev, ready after \d+\.\d s$/m,
      new RegExp(`^Endpoint +${platform.endpoint}, up for`, "m"),
      /^ {2}DynamoDB +\d+ tables, [1-9]\d* items$/m,
      /^ {2}order-events-dlq-dev +-$/m,
      /^ {2}orders-create +[1-9]\d* warm environments$/m,
      /^Alarms {2}none$/m,
      /^Faults {2}seed \d+/m,
    ])
      assert.match(stdout, pattern);
    const status = JSON.parse((await cli.run(["status", "--json"])).stdout);
    assert.equal(status.stack.name, "dev");
    assert.ok(status.functions.some(({ name }: { name: string }) => name === "orders-reconcile"));
  });

  it("status names the alarms that are in ALARM, and why", async () => {
    await platform.callAsRoot("sqs", "SendMessage", {
      QueueUrl: platform.outputs.orderEventsDlqUrl,
      MessageBody: "parked",
    });
    await platform.cloud.clock.advance(120_000);
    assert.match(
      (await cli.run(["status"])).stdout,
      /^ {2}order-events-dlq\S* +since 20\S+: Threshold Crossed: 1 datapoint \[1\.0 /m,
    );
  });

  it("invoke prints what the function answers, and its log beside it", async () => {
    const { code, stdout, stderr } = await cli.run(["invoke", "orders-reconcile"]);
    assert.equal(code, 0, stderr);
    JSON.parse(stdout);
    assert.match(stderr, /platform\.report/);
    const event = { Records: [] };
    writeFileSync(join(cli.directory, "event.json"), JSON.stringify(event));
    for (const [parameters, stdin] of [
      [["invoke", "orders-process-dev", "event.json"], ""],
      [["invoke", "orders-process", "-"], JSON.stringify(event)],
    ] as const) {
      const ran = await cli.run(parameters, stdin);
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual(JSON.parse(ran.stdout), { batchItemFailures: [] });
    }
  });

  it("invoke ends with 1 when the function fails, and prints the error", async () => {
    const { code, stdout } = await cli.run(["invoke", "orders-process", "-"], '{"Records":7}');
    assert.equal(code, 1);
    assert.ok("errorType" in JSON.parse(stdout), stdout);
  });

  it("an unknown function lists those there are", async () => {
    for (const command of ["invoke", "logs"]) {
      const { code, stderr } = await cli.run([command, "orders-crate"]);
      assert.equal(code, 1);
      assert.match(stderr, /^There is no function 'orders-crate'\. There are: .*orders-create, orders-get, /);
    }
  });

  it("logs prints a function's events in the order of time, under either name", async () => {
    const correlationId = randomUUID();
    await customer.request("POST", "/v1/orders", {
      headers: { "content-type": "application/json", "x-correlation-id": correlationId },
      body: JSON.stringify(order),
    });
    const logs = (...parameters: readonly string[]) => cli.run(["logs", ...parameters]);
    await waitFor("the correlation id in the log", async () =>
      (await logs("orders-create")).stdout.includes(correlationId),
    );
    const lines = (await logs("orders-create-dev", "--json")).stdout.trimEnd().split("\n");
    const times = lines.map((line) => (JSON.parse(line) as { time: string }).time);
    assert.deepEqual(times, times.toSorted());
    const { stdout: all } = await logs();
    assert.match(all, /^20\S+Z {2}orders-create {2}INFO /m);
    assert.match(all, /^20\S+Z {2}orders-process {2}/m);
    assert.match(all, /REPORT {2}requestId=\S+ .*durationMs=/);
  });

  it("logs --follow prints what comes, once, and ends cleanly on Ctrl-C", async () => {
    const following = cli.start(["logs", "orders-get", "--follow"]);
    const seen = async () => {
      const correlationId = randomUUID();
      await customer.request("GET", `/v1/orders/${randomUUID()}`, {
        headers: { "x-correlation-id": correlationId },
      });
      await waitFor("the request in the followed log", () => following.stdout.includes(correlationId));
      return correlationId;
    };
    const first = await seen();
    const second = await seen();
    following.process.kill("SIGINT");
    const { code, stdout, stderr } = await following.finished();
    assert.equal(code, 0);
    assert.equal(stderr, "");
    const refusals = (id: string) =>
      stdout.split("\n").filter((line) => line.includes(id) && line.includes("refused"));
    assert.equal(refusals(first).length, 1);
    assert.equal(refusals(second).length, 1);
  });

  it("reset empties all, refuses no request, and keeps the demo user's token", async () => {
    const old = await customer.createdId();
    await customer.confirmed(old);
    const stranger = await OrdersApi.as(platform, "new customer");
    assert.equal((await stranger.create()).status, 201);

    let running = true;
    const statuses: number[] = [];
    const clients = [1, 2, 3, 4].map(async () => {
      while (running) statuses.push((await customer.create()).status);
    });
    await waitFor("orders to flow", () => statuses.length > 20);
    const { code, stdout, stderr } = await cli.run(["reset"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /as it was right after the deployment/);
    const before = statuses.length;
    await waitFor("orders to flow on", () => statuses.length > before + 20);
    running = false;
    await Promise.all(clients);
    assert.deepEqual(new Set(statuses), new Set([201]));

    assert.equal((await customer.get(old)).status, 404);
    const { faults, alarms, queues } = await control.status();
    assert.equal(faults.plan, null);
    assert.deepEqual(alarms, []);
    const later = await customer.createdId();
    await customer.confirmed(later);
    assert.equal(queues.find(({ name }) => name === "order-events-dlq-dev")?.visible, 0);
    await waitFor("every order to be processed", async () =>
      (await control.status()).queues.every(
        ({ visible, inFlight, delayed }) => visible + inFlight + delayed === 0,
      ),
    );
    const failures = [];
    for await (const { message } of control.logs())
      if (/"level":"(WARN|ERROR)"/.test(message)) failures.push(message);
    assert.deepEqual(failures, [], "an order met half of its data");
  });

  it("reset leaves the users there were after the deployment, and nobody's sign-in", async () => {
    await OrdersApi.as(platform, "new customer");
    await control.reset();
    const { Users } = await platform.callAsRoot<{ Users: readonly object[] }>("cognito-idp", "ListUsers", {
      UserPoolId: platform.outputs.userPoolId,
    });
    assert.equal(Users.length, 2);
    const again = await OrdersApi.as(platform, "demo");
    assert.equal(again.sub, customer.sub);
  });
});
