import { join } from "node:path";
import { SQSClient } from "@aws-sdk/client-sqs";
import { Cloud } from "../../local/cloud.ts";
import { up } from "../../local/engine/engine.ts";
import { projectDirectory, temporaryDirectory } from "./platform.ts";
import { jsonRequest, type Key, signedCall } from "./signed-call.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const PROGRAM = join(projectDirectory, "tests/e2e/fixtures/bus");

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly TraceHeader?: string;
}

interface BusOutputs {
  readonly busName: string;
  readonly busArn: string;
  readonly archiveArn: string;
  readonly queueUrl: string;
  readonly deadLettersUrl: string;
  readonly functionName: string;
  readonly publisherArn: string;
}

/** The program `bus` on a cloud of its own. */
export class DeployedBus {
  readonly cloud: Cloud;
  readonly outputs: BusOutputs;
  /** With the account's own key. */
  readonly sqs: SQSClient;

  private constructor(cloud: Cloud, outputs: BusOutputs) {
    this.cloud = cloud;
    this.outputs = outputs;
    const credentials = cloud.iam.rootCredentials;
    this.sqs = new SQSClient({ endpoint: cloud.endpoint, region: ACCOUNT.region, credentials });
  }

  static async start(): Promise<DeployedBus> {
    const cloud = await Cloud.start({ account: ACCOUNT, port: 0, workDirectory: temporaryDirectory() });
    const provider = () => cloud.openProvider();
    const { outputs } = await up({ directory: PROGRAM, stack: "dev", provider });
    const values = Object.entries(outputs).map(([name, { value }]) => [name, value]);
    return new DeployedBus(cloud, Object.fromEntries(values) as BusOutputs);
  }

  /** Calls EventBridge over HTTP, as the account itself or with another key. @throws {Error} named for the error's code */
  async call(operation: string, input: object, key: Key = this.cloud.iam.rootCredentials) {
    const { endpoint } = this.cloud;
    const request = jsonRequest("AWSEvents", operation, input);
    const response = await signedCall({
      endpoint,
      region: ACCOUNT.region,
      signingName: "events",
      key,
      request,
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.ok) return answer;
    const { __type, message, Message } = answer;
    throw Object.assign(new Error(String(message ?? Message)), { name: String(__type) });
  }

  /** Puts an event as the role that may publish, and answers its id. */
  async publish(DetailType: string, detail: object, change: Partial<Entry> = {}): Promise<string> {
    const entry = { Source: "orderflow.orders", DetailType, Detail: JSON.stringify(detail), ...change };
    const { iam } = this.cloud;
    const publisher = iam.assume(this.outputs.publisherArn, iam.rootPrincipal, "test", 3_600);
    const Entries = [{ ...entry, EventBusName: this.outputs.busName }];
    const answer = (await this.call("PutEvents", { Entries }, publisher)) as unknown as {
      Entries: readonly [{ readonly EventId: string }];
    };
    return answer.Entries[0].EventId;
  }

  async stop(): Promise<void> {
    this.sqs.destroy();
    await this.cloud.close();
  }
}
