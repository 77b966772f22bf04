import assert from "node:assert/strict";
import { join } from "node:path";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import type { Platform } from "../../local/platform.ts";
import { DlqCli } from "../kit/dlq-cli.ts";
import { DeployedBus } from "../kit/event-bus.ts";
import { OrdersApi, order } from "../kit/orders-api.ts";
import { freshPlatform, projectDirectory } from "../kit/platform.ts";
import { RootQueue } from "../kit/queues.ts";
import { redrivenOnce } from "../kit/redriven-once.ts";
import { DeployedTopic } from "../kit/topic.ts";
import { advanceUntil } from "../kit/wait.ts";

describe("npm run dlq", function () {
  this.timeout(180_000);

  describe("on the deployed program", () => {
    let platform: Platform;
    let cli: DlqCli;
    before(async () => {
      platform = await freshPlatform();
      // It counts dead letters, and a second delivery would be a second one.
      platform.faults.clear();
      cli = new DlqCli(platform.cloud);
    });

    const listed = async (queue: string, ...parameters: readonly string[]) => {
      const found = (await cli.list(...parameters)).find((each) => each.queue === queue);
      assert.ok(found, queue);
      return found;
    };

    it("finds every dead-letter queue of the program, and what refers to it", async () => {
      const queues = await cli.list();
      const deployed = platform.deployment.state.resources
        .filter(({ type, name }) => type === "aws:sqs/queue:Queue" && name.endsWith("-dlq"))
        .map(({ outputs }) => String(outputs.name));
      assert.deepEqual(new Set(queues.map(({ queue }) => queue)), new Set(deployed));
      for (const { queue, from, messages, sample } of queues) {
        assert.ok(from.length > 0, queue);
        assert.deepEqual([messages, sample], [0, []]);
      }
    });

    it("has an order confirmed whose message was a dead letter, and shows no personal data before", async () => {
      const customer = await OrdersApi.as(platform, "demo");
      const fails = {
        fault: "error",
        operation: "TransactWriteItems",
        function: "orders-process-dev",
      } as const;
      platform.faults.set({ rules: [fails] });
      const id = await customer.createdId();
      const queue = await RootQueue.named(platform, "order-events-dlq-dev");
      await advanceUntil(platform.cloud.clock, "the dead letter", async () => (await queue.depth()) > 0, {
        stepMs: 31_000,
        atMostMs: 300_000,
      });
      const { sample, lastError } = await listed("order-events-dlq-dev");
      assert.ok(Object.values(sample[0]?.ids ?? {}).includes(id), JSON.stringify(sample));
      assert.ok(!JSON.stringify(sample).includes(order.customerName));
      assert.equal(lastError?.log, "/aws/lambda/orders-process-dev");
      assert.notEqual(lastError?.message, "");
      const shown = await listed("order-events-dlq-dev", "--show-bodies");
      assert.ok(shown.sample[0]?.body?.includes(order.customerName));

      platform.faults.clear();
      const dry = await cli.redrive("order-events-dlq", "--dry-run");
      assert.deepEqual([dry.outcomes.map(({ outcome }) => outcome), dry.code], [["would be sent"], 0]);
      assert.equal(
        platform.cloud.sqs.queues.find("order-events-dlq-dev")?.counts().visible,
        1,
        "a dry run hides nothing",
      );
      const { outcomes, code } = await cli.redrive("order-events-dlq");
      assert.deepEqual([outcomes.map(({ outcome }) => outcome), code], [["sent"], 0]);
      await customer.confirmed(id);
      assert.equal(await queue.depth(), 0);
    });

    it("has the work of every dead-letter queue done again by whoever failed", async () => {
      for (const queue of await cli.list()) await redrivenOnce(platform.cloud, cli, queue);
    });

    it("is denied nothing as the operator, and denies what it does not know", async () => {
      const { code, stderr } = await cli.run("redrive", "orders-dlq");
      assert.equal(code, 1);
      assert.match(stderr, /no dead-letter queue 'orders-dlq'. It has:\n(.*\n)* {2}order-events-dlq-dev\n/);
      const to = await cli.run("redrive", "order-events-dlq", "--to", "elsewhere");
      assert.equal(to.code, 1);
      assert.match(to.stderr, /Nothing called 'elsewhere'.*order-events-dev \(queue\)/s);
      assert.equal((await cli.run("redrive")).code, 2);
    });
  });

  describe("on a bus", () => {
    let bus: DeployedBus;
    let cli: DlqCli;
    before(async () => {
      bus = await DeployedBus.start();
      cli = new DlqCli(bus.cloud, join(projectDirectory, "tests/e2e/fixtures/bus"));
    });
    after(() => bus.stop());

    it("brings events to the targets of rules, to functions and to the bus that could not encrypt them", async () => {
      const queues = await cli.list();
      assert.deepEqual(
        queues.map(({ queue, from }) => [queue, from.map(({ kind, name }) => `${kind} ${name}`)]),
        [
          ["mailed-dlq-dev", ["rule mailed-dev"]],
          ["mails-dlq-dev", ["queue mails-dev"]],
          ["orderflow-bus-dlq-dev", ["bus orderflow-dev"]],
          ["work-dlq-dev", ["function work-dev"]],
          ["worked-dlq-dev", ["rule worked-dev"]],
        ],
      );
      for (const queue of queues) await redrivenOnce(bus.cloud, cli, queue);
      const { Messages = [] } = await bus.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: bus.outputs.queueUrl, MaxNumberOfMessages: 10 }),
      );
      const kinds = Messages.map(({ Body = "" }) => JSON.parse(Body)["detail-type"]);
      assert.equal(
        kinds.filter((kind) => kind === "OrderConfirmed").length,
        2,
        "by the rule, and by the bus",
      );
    });
  });

  describe("on a topic", () => {
    let topic: DeployedTopic;
    let cli: DlqCli;
    before(async () => {
      topic = await DeployedTopic.start();
      cli = new DlqCli(topic.cloud, join(projectDirectory, "tests/e2e/fixtures/topic"));
    });
    after(() => topic.stop());

    it("brings messages to the one subscriber that did not get them", async () => {
      const queues = await cli.list();
      assert.deepEqual(queues.flatMap(({ from }) => from.map(({ kind, name }) => `${kind} ${name}`)).sort(), [
        "function work-dev",
        "queue all-dev",
        "queue vip-dev",
        "subscription all-dev",
        "subscription vip-dev",
        "subscription work-dev",
      ]);
      for (const queue of queues) await redrivenOnce(topic.cloud, cli, queue);
    });
  });
});
