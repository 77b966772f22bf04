import assert from "node:assert/strict";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  MessageSystemAttributeName,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { Clock } from "../../core/clock.ts";
import { Dispatcher } from "../../core/service.ts";
import { Gateway } from "../../gateway/gateway.ts";
import { Iam } from "../../iam/iam.ts";
import { Sqs } from "./sqs.ts";

describe("SQS through the AWS SDK", () => {
  const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
  const clock = new Clock();
  const iam = new Iam({ account, clock });
  const dispatcher = new Dispatcher(iam);
  const gateway = new Gateway({ account, clock, dispatcher, iam });
  let endpoint = "";
  const sqs = new Sqs({
    account,
    clock,
    keys: { use: () => {}, resolve: (key) => key },
    metrics: { put: () => {} },
    authorizer: iam,
    endpoint: () => endpoint,
  });
  let client: SQSClient;
  let QueueUrl: string | undefined;

  before(async () => {
    dispatcher.register(sqs.service);
    ({ url: endpoint } = await gateway.listen(0));
    client = new SQSClient({ endpoint, region: account.region, credentials: iam.rootCredentials });
    ({ QueueUrl } = await client.send(
      new CreateQueueCommand({ QueueName: "orders", tags: { stack: "dev" } }),
    ));
  });
  after(async () => {
    client.destroy();
    sqs.close();
    await gateway.close();
    clock.close();
  });

  it("sends, wakes a long poll, passes binary attributes and the SDK's digest checks, and deletes", async () => {
    const BinaryValue = Uint8Array.of(1, 2, 250);
    const receiving = client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        WaitTimeSeconds: 20,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: [MessageSystemAttributeName.All],
      }),
    );
    const MessageAttributes = { raw: { DataType: "Binary", BinaryValue } };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "\u{1F600}", MessageAttributes }));
    const [message] = (await receiving).Messages ?? [];
    assert.equal(message?.Body, "\u{1F600}");
    assert.deepEqual(message?.MessageAttributes?.raw?.BinaryValue, BinaryValue);
    assert.equal(message?.Attributes?.SenderId, account.accountId);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    assert.equal((await client.send(new ReceiveMessageCommand({ QueueUrl }))).Messages, undefined);
  });

  it("answers batches with what failed", async () => {
    const Entries = [
      { Id: "1", MessageBody: "a" },
      { Id: "2", MessageBody: "b", DelaySeconds: 901 },
    ];
    const { Successful, Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    assert.deepEqual(
      [Successful?.[0]?.Id, Failed?.[0]?.Id, Failed?.[0]?.Code],
      ["1", "2", "InvalidParameterValue"],
    );
  });

  it("refuses with errors the SDK knows", async () => {
    const nowhere = new SendMessageCommand({ QueueUrl: `${QueueUrl}-none`, MessageBody: "a" });
    await assert.rejects(client.send(nowhere), { name: "QueueDoesNotExist" });
    const garbage = new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "garbage" });
    await assert.rejects(client.send(garbage), { name: "ReceiptHandleIsInvalid" });
  });
});
