import { join } from "node:path";
import { SFNClient, type SFNClientConfig } from "@aws-sdk/client-sfn";
import { Cloud } from "../../local/cloud.ts";
import { up } from "../../local/engine/engine.ts";
import { projectDirectory, temporaryDirectory } from "./platform.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
export const WORKFLOW_PROGRAM = join(projectDirectory, "tests/e2e/fixtures/workflow");

/** The program `workflow` on a cloud of its own. */
export class DeployedWorkflow {
  readonly cloud: Cloud;
  readonly stateMachineArn: string;
  /** The account itself. */
  readonly client: SFNClient;
  readonly #starterArn: string;
  readonly #clients: SFNClient[] = [];

  private constructor(cloud: Cloud, outputs: Readonly<Record<string, { readonly value: unknown }>>) {
    this.cloud = cloud;
    this.stateMachineArn = String(outputs.stateMachineArn?.value);
    this.#starterArn = String(outputs.starterArn?.value);
    this.client = this.#clientWith(cloud.iam.rootCredentials);
  }

  static async start(): Promise<DeployedWorkflow> {
    const cloud = await Cloud.start({ account: ACCOUNT, port: 0, workDirectory: temporaryDirectory() });
    const provider = () => cloud.openProvider();
    const { outputs } = await up({ directory: WORKFLOW_PROGRAM, stack: "dev", provider });
    return new DeployedWorkflow(cloud, outputs);
  }

  /** A client of the role that may start executions and look at them, and do nothing else, for an hour of the clock. */
  starter(): SFNClient {
    const { iam } = this.cloud;
    const session = iam.assume(this.#starterArn, iam.rootPrincipal, "test", 3_600);
    const { accessKeyId, secretAccessKey, sessionToken } = session;
    return this.#clientWith({ accessKeyId, secretAccessKey, sessionToken });
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.cloud.close();
  }

  #clientWith(credentials: NonNullable<SFNClientConfig["credentials"]>): SFNClient {
    const { endpoint } = this.cloud;
    const client = new SFNClient({ endpoint, region: ACCOUNT.region, credentials, maxAttempts: 1 });
    this.#clients.push(client);
    return client;
  }
}
