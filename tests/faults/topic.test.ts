import assert from "node:assert/strict";
import type { Message } from "@aws-sdk/client-sqs";
import type { FaultRule } from "../../local/faults/plan.ts";
import { expectWarnings } from "../kit/expected-warnings.ts";
import { share } from "../kit/seed.ts";
import { DeployedTopic } from "../kit/topic.ts";

const MESSAGES = share(200);

describe("a topic under faults", function () {
  this.timeout(60_000);
  let topic: DeployedTopic;
  before(async () => {
    topic = await DeployedTopic.start();
  });
  let unexpect: () => void;
  beforeEach(() => {
    unexpect = expectWarnings("could not be delivered");
  });
  afterEach(() => {
    topic.cloud.faults.clear();
    unexpect();
  });
  after(() => topic.stop());

  const inject = (...rules: FaultRule[]) => topic.cloud.faults.set({ seed: 11, rules });
  const publishAll = () =>
    Promise.all(Array.from({ length: MESSAGES }, (_, id) => topic.publish({ id }, { tier: "gold" })));
  const idsOf = (messages: readonly Message[]) =>
    messages.map(({ Body = "" }) => {
      const body = JSON.parse(Body);
      return Number((body.Message === undefined ? body : JSON.parse(body.Message)).id);
    });
  const each = (ids: readonly number[]) => [...new Set(ids)].sort((a, b) => a - b);
  const expected = Array.from({ length: MESSAGES }, (_, id) => id);

  it("loses and dead-letters nothing while a queue is down for a while, and holds up nobody else", async () => {
    inject(
      { fault: "throttle", service: "sqs", operation: "SendMessage", resource: "all-dev" },
      { fault: "drop", service: "sqs", operation: "SendMessage", resource: "vip-dev", probability: 0.1 },
    );
    await publishAll();
    const early = [...(await topic.drain(topic.outputs.vipUrl))];
    for (let second = 0; second < 60; second++) await topic.cloud.clock.advance(1_000);
    early.push(...(await topic.drain(topic.outputs.vipUrl)));
    assert.deepEqual(each(idsOf(early)), expected, "the other queue has all, some of them twice");
    assert.deepEqual(await topic.drain(topic.outputs.allUrl), []);
    topic.cloud.faults.clear();
    for (let second = 0; second < 60; second++) await topic.cloud.clock.advance(1_000);
    assert.deepEqual(each(idsOf(await topic.drain(topic.outputs.allUrl))), expected);
    assert.deepEqual(await topic.drain(topic.outputs.deadLettersUrl), []);
  });
});
