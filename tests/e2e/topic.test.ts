import assert from "node:assert/strict";
import { expectWarnings } from "../kit/expected-warnings.ts";
import { DeployedTopic } from "../kit/topic.ts";
import { waitFor } from "../kit/wait.ts";

describe("a topic of the program's components", function () {
  this.timeout(60_000);
  let topic: DeployedTopic;
  before(async () => {
    topic = await DeployedTopic.start();
  });
  after(() => topic.stop());

  const worked = () => {
    const name = `/aws/lambda/${topic.outputs.functionName}`;
    const streams = topic.cloud.logs.groups.list().find((group) => group.name === name)?.streams ?? [];
    return [...streams].flatMap(({ events }) =>
      events.flatMap(({ message }) => /worked on (\w+)/.exec(message)?.[1] ?? []),
    );
  };
  const bodies = async (queueUrl: string) =>
    (await topic.take(queueUrl)).map(({ Body = "" }): Record<string, unknown> => JSON.parse(Body));
  const change = (service: string, operation: string, input: object) =>
    topic.cloud.dispatcher.call(service, operation, input, topic.cloud.iam.rootPrincipal);

  it("brings a message as it was published to the queue that wants it raw, with its attributes", async () => {
    await topic.publish({ id: "u1" }, { tier: "silver" });
    const [message, ...more] = await topic.take(topic.outputs.allUrl);
    assert.equal(message?.Body, '{"id":"u1"}');
    assert.equal(message?.MessageAttributes?.tier?.StringValue, "silver");
    assert.deepEqual(more, []);
  });

  it("brings the other queue, in SNS's envelope, only what its attributes let through", async () => {
    await topic.publish({ id: "none" });
    await topic.publish({ id: "silver" }, { tier: "silver" });
    const id = await topic.publish({ id: "platinum" }, { tier: "platinum" });
    const messages = await bodies(topic.outputs.vipUrl);
    assert.deepEqual(
      messages.map(({ Type, MessageId, Message }) => [Type, MessageId, Message]),
      [["Notification", id, '{"id":"platinum"}']],
    );
    assert.equal((await topic.collect(topic.outputs.allUrl, 3)).length, 3);
  });

  it("starts the function for bodies that satisfy its filter", async () => {
    await topic.publish({ id: "young", country: "DE", age: 17 });
    await topic.publish({ id: "abroad", country: "FR", age: 18 });
    await topic.publish({ id: "adult", country: "DE", age: 18 });
    await waitFor("the function's line", () => worked().length > 0);
    assert.deepEqual(worked(), ["adult"]);
    await topic.collect(topic.outputs.allUrl, 3);
  });

  it("takes messages from a rule of EventBridge", async () => {
    const entry = { Source: "orderflow.users", DetailType: "UserRegistered", Detail: '{"id":"u2"}' };
    await change("events", "PutEvents", { Entries: [entry] });
    assert.deepEqual(await bodies(topic.outputs.allUrl), [{ id: "u2" }]);
  });

  it("takes none from a role without the grant", async () => {
    const lambda = {
      kind: "service",
      service: "lambda.amazonaws.com",
      sourceArn: `arn:aws:lambda:eu-west-1:000000000000:function:${topic.outputs.functionName}`,
    } as const;
    await assert.rejects(topic.publish({ id: "x" }, {}, "arn:aws:iam::000000000000:role/work-dev", lambda), {
      name: "AuthorizationErrorException",
      message: /work-dev\/test is not authorized to perform: SNS:Publish/i,
    });
  });

  it("keeps what a queue refuses as dead letter, raw, while the other subscribers get theirs", async () => {
    const { allUrl, vipUrl, deadLettersUrl } = topic.outputs;
    const unexpect = expectWarnings("could not be delivered");
    const { Attributes } = (await change("sqs", "GetQueueAttributes", {
      QueueUrl: allUrl,
      AttributeNames: ["Policy"],
    })) as { Attributes: Record<string, string> };
    await change("sqs", "SetQueueAttributes", { QueueUrl: allUrl, Attributes: { Policy: "" } });
    await topic.publish({ id: "u3" }, { tier: "gold" });
    const [dead] = await topic.take(deadLettersUrl);
    assert.deepEqual([dead?.Body, dead?.MessageAttributes?.tier?.StringValue], ['{"id":"u3"}', "gold"]);
    assert.equal((await bodies(vipUrl)).length, 1);
    await change("sqs", "SetQueueAttributes", { QueueUrl: allUrl, Attributes });
    await topic.publish({ id: "u4" });
    assert.deepEqual(await bodies(allUrl), [{ id: "u4" }]);
    unexpect();
  });
});
