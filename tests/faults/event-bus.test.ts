import assert from "node:assert/strict";
import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import type { FaultRule } from "../../local/faults/plan.ts";
import { DeployedBus } from "../kit/event-bus.ts";
import { expectWarnings } from "../kit/expected-warnings.ts";
import { share } from "../kit/seed.ts";

const EVENTS = share(200);
const HOUR = 3_600_000;

describe("a bus under faults", function () {
  this.timeout(60_000);
  let bus: DeployedBus;
  before(async () => {
    bus = await DeployedBus.start();
  });
  let unexpect: () => void;
  beforeEach(() => {
    unexpect = expectWarnings("could not bring the event");
  });
  afterEach(() => {
    bus.cloud.faults.clear();
    unexpect();
  });
  after(() => bus.stop());

  const inject = (...rules: FaultRule[]) => bus.cloud.faults.set({ seed: 11, rules });
  /** Everything in a queue, which is empty then. */
  const drain = async (QueueUrl: string): Promise<readonly Message[]> => {
    const all: Message[] = [];
    for (;;) {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
      });
      const { Messages = [] } = await bus.sqs.send(command);
      if (Messages.length === 0) return all;
      all.push(...Messages);
      for (const { ReceiptHandle } of Messages)
        await bus.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  };
  const publishAll = () =>
    Promise.all(Array.from({ length: EVENTS }, (_, id) => bus.publish("OrderConfirmed", { id })));
  const idsOf = (messages: readonly Message[]) =>
    messages.map(({ Body = "" }) => String(JSON.parse(Body).id)).sort();

  it("loses and dead-letters nothing while the queue throttles now and then and loses answers", async () => {
    inject(
      {
        fault: "throttle",
        service: "sqs",
        operation: "SendMessage",
        resource: "mails-dev",
        probability: 0.3,
      },
      { fault: "drop", service: "sqs", operation: "SendMessage", resource: "mails-dev", probability: 0.05 },
    );
    const published = await publishAll();
    for (let minute = 0; minute < 10; minute++) await bus.cloud.clock.advance(60_000);
    bus.cloud.faults.clear();
    const [arrived, dead] = [
      idsOf(await drain(bus.outputs.queueUrl)),
      idsOf(await drain(bus.outputs.deadLettersUrl)),
    ];
    assert.deepEqual(
      [...new Set([...arrived, ...dead])].sort(),
      [...published].sort(),
      "every event is somewhere",
    );
    assert.ok(arrived.length >= published.length * 0.9, `${arrived.length} of ${published.length} arrived`);
  });

  it("dead-letters every event that the queue refuses to the end, once, with the reason", async () => {
    inject({ fault: "throttle", service: "sqs", operation: "SendMessage", resource: "mails-dev" });
    const published = await publishAll();
    await bus.cloud.clock.advance(HOUR);
    const dead = await drain(bus.outputs.deadLettersUrl);
    assert.deepEqual(idsOf(dead), [...published].sort());
    for (const { MessageAttributes } of dead) {
      assert.equal(MessageAttributes?.ERROR_CODE?.StringValue, "THROTTLING");
      assert.equal(MessageAttributes?.RETRY_ATTEMPTS?.StringValue, "3");
      assert.equal(MessageAttributes?.EXHAUSTED_RETRY_CONDITION?.StringValue, "MaximumRetryAttempts");
    }
    assert.deepEqual(await drain(bus.outputs.queueUrl), []);
  });
});
