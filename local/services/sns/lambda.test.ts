import assert from "node:assert/strict";
import { LambdaHarness } from "../lambda/testing.ts";
import { Sns } from "./sns.ts";
import { ACCOUNT } from "./testing.ts";

describe("SNS with a Lambda that runs", () => {
  let h: LambdaHarness;
  let sns: Sns;
  let failures: string[];
  beforeEach(() => {
    h = new LambdaHarness();
    failures = [];
    const { clock, dispatcher, lambda } = h;
    sns = new Sns({
      account: ACCOUNT,
      clock,
      dispatcher,
      functions: lambda,
      keys: { use: () => {}, resolve: (key) => key },
      metrics: { put: () => {} },
      endpoint: () => "http://localhost:4566",
      warn: (message) => failures.push(message),
    });
    dispatcher.register(sns.service);
  });
  afterEach(async () => {
    sns.close();
    await h.close();
  });

  async function until(what: string, condition: () => boolean): Promise<void> {
    const deadline = performance.now() + 10_000;
    while (!condition()) {
      if (performance.now() > deadline) assert.fail(`Waited in vain for ${what}; ${failures.join("; ")}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  it("runs a function whose policy lets this topic in, and no other", async () => {
    const functionArn = h.function(
      'exports.handler = async ({ Records }) => console.log("got " + Records[0].Sns.Message);',
    );
    const topic = sns.topics.create("t", {}, {});
    const other = sns.topics.create("other", {}, {});
    h.lambda.addPermission("f", {
      StatementId: "s",
      Action: "lambda:InvokeFunction",
      Principal: "sns.amazonaws.com",
      SourceArn: topic.arn,
    });
    for (const { arn, subscriptions } of [other, topic]) {
      subscriptions.subscribe("lambda", functionArn, {});
      await h.dispatcher.call("sns", "Publish", { TopicArn: arn, Message: arn }, h.root);
    }
    await until("the refusal", () => failures.length === 1);
    assert.match(failures[0] ?? "", /of arn:aws:sns:\S+:other could not be delivered.*lambda:InvokeFunction/);
    await until("the run", () => h.metrics.some(({ name }) => name === "Duration"));
    await h.lambda.logsWritten();
    const got = h.logs.flatMap(({ message }) => /got (\S+)/.exec(message)?.[1] ?? []);
    assert.deepEqual(got, [topic.arn]);
  });
});
