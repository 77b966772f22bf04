import { join } from "node:path";
import { type MessageAttributeValue, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Cloud } from "../../local/cloud.ts";
import type { Principal } from "../../local/core/access.ts";
import { up } from "../../local/engine/engine.ts";
import { projectDirectory, temporaryDirectory } from "./platform.ts";
import { waitFor } from "./wait.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const PROGRAM = join(projectDirectory, "tests/e2e/fixtures/topic");

interface TopicOutputs {
  readonly topicArn: string;
  readonly allUrl: string;
  readonly vipUrl: string;
  readonly deadLettersUrl: string;
  readonly functionName: string;
  readonly publisherArn: string;
}

/** The program `topic` on a cloud of its own. */
export class DeployedTopic {
  readonly cloud: Cloud;
  readonly outputs: TopicOutputs;
  readonly #sqs: SQSClient;

  private constructor(cloud: Cloud, outputs: TopicOutputs) {
    this.cloud = cloud;
    this.outputs = outputs;
    const credentials = cloud.iam.rootCredentials;
    this.#sqs = new SQSClient({ endpoint: cloud.endpoint, region: ACCOUNT.region, credentials });
  }

  static async start(): Promise<DeployedTopic> {
    const cloud = await Cloud.start({ account: ACCOUNT, port: 0, workDirectory: temporaryDirectory() });
    const provider = () => cloud.openProvider();
    const { outputs } = await up({ directory: PROGRAM, stack: "dev", provider });
    const values = Object.entries(outputs).map(([name, { value }]) => [name, value]);
    return new DeployedTopic(cloud, Object.fromEntries(values) as TopicOutputs);
  }

  /** Publishes as the role that may, or another, and answers the message's id. */
  async publish(
    message: object,
    attributes: Readonly<Record<string, string>> = {},
    roleArn = this.outputs.publisherArn,
    assumedBy: Principal = this.cloud.iam.rootPrincipal,
  ): Promise<string> {
    const session = this.cloud.iam.assume(roleArn, assumedBy, "test", 3_600);
    const { accessKeyId, secretAccessKey, sessionToken } = session;
    const client = new SNSClient({
      endpoint: this.cloud.endpoint,
      region: ACCOUNT.region,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    try {
      const command = new PublishCommand({
        TopicArn: this.outputs.topicArn,
        Message: JSON.stringify(message),
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, StringValue]): [string, MessageAttributeValue] => [
            name,
            { DataType: "String", StringValue },
          ]),
        ),
      });
      return String((await client.send(command)).MessageId);
    } finally {
      client.destroy();
    }
  }

  /** What a queue has now, up to ten, after a wait of at most two seconds for the first; they are deleted. */
  async take(QueueUrl: string, WaitTimeSeconds = 2): Promise<readonly Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds,
      MessageAttributeNames: ["All"],
    });
    const { Messages = [] } = await this.#sqs.send(command);
    for (const { ReceiptHandle } of Messages)
      await this.#sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return Messages;
  }

  /** As many messages of a queue, and whatever comes with the last of them. @throws {Error} when they do not come */
  async collect(queueUrl: string, count: number): Promise<readonly Message[]> {
    const all: Message[] = [];
    await waitFor(`${count} messages in ${queueUrl}`, async () => {
      all.push(...(await this.take(queueUrl)));
      return all.length >= count;
    });
    return all;
  }

  /** Everything in a queue, which is empty then. */
  async drain(queueUrl: string): Promise<readonly Message[]> {
    const all: Message[] = [];
    for (;;) {
      const messages = await this.take(queueUrl, 0);
      if (messages.length === 0) return all;
      all.push(...messages);
    }
  }

  async stop(): Promise<void> {
    this.#sqs.destroy();
    await this.cloud.close();
  }
}
