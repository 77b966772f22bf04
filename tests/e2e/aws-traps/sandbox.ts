import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../../../local/cloud.ts";
import { DeploymentError, type DeploymentResult, up } from "../../../local/engine/engine.ts";

/** An empty local cloud for programs that are not Orderflow. */
export class Sandbox {
  readonly cloud: Cloud;
  /** What the last deployment did, in order: `create Table orders`. */
  steps: readonly string[] = [];
  readonly #workDirectory: string;

  constructor(cloud: Cloud, workDirectory: string) {
    this.cloud = cloud;
    this.#workDirectory = workDirectory;
  }

  static async start(): Promise<Sandbox> {
    const workDirectory = mkdtempSync(join(tmpdir(), "orderflow-traps-"));
    const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
    return new Sandbox(await Cloud.start({ account, port: 0, workDirectory }), workDirectory);
  }

  /** Deploys the program `fixtures/<name>`. @throws {DeploymentError} */
  deploy(
    name: string,
    config: Readonly<Record<string, string>> = {},
    previous?: DeploymentResult,
  ): Promise<DeploymentResult> {
    const steps: string[] = [];
    this.steps = steps;
    return up({
      directory: join(import.meta.dirname, "fixtures", name),
      stack: "dev",
      provider: () => this.cloud.openProvider(),
      config,
      onEvent: (event) => {
        if (event.kind === "step") steps.push(`${event.op} ${event.type.split(":").at(-1)} ${event.name}`);
      },
      ...(previous && { state: previous.state }),
    });
  }

  /** What AWS says against deploying the program, with the resource that it says it of. */
  async refusal(...program: Parameters<Sandbox["deploy"]>): Promise<string> {
    try {
      await this.deploy(...program);
    } catch (error) {
      if (!(error instanceof DeploymentError)) throw error;
      return [error.message, ...error.diagnostics.map(({ message }) => message)].join("\n");
    }
    throw new Error(`The program ${program[0]} ${JSON.stringify(program[1] ?? {})} was deployed.`);
  }

  /** Calls an operation of a service as the account itself. */
  call<Output>(service: string, operation: string, input: object): Promise<Output> {
    return this.cloud.dispatcher.call<Output>(service, operation, input, this.cloud.iam.rootPrincipal);
  }

  async close(): Promise<void> {
    await this.cloud.close();
    rmSync(this.#workDirectory, { recursive: true, force: true });
  }
}
