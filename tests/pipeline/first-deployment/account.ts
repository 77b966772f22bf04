import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { bootstrapSteps, destroySteps } from "../../../ci/bootstrap/bootstrap.ts";
import type { Place } from "../../../ci/bootstrap/place.ts";
import { placeOf } from "../../../ci/bootstrap/stack-place.ts";
import type { Step } from "../../../ci/bootstrap/steps/step.ts";
import { Cloud } from "../../../local/cloud.ts";
import { projectDirectory, temporaryDirectory } from "../../kit/platform.ts";

export const REPOSITORY = "example/shop";
const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const SCRIPT = join(projectDirectory, "ci/steps/bootstrap.ts");

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An account of its own on the local cloud, in which there is nothing, and `npm run bootstrap` on it. */
export class EmptyAccount {
  readonly cloud: Cloud;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly s3: S3Client;

  private constructor(cloud: Cloud) {
    this.cloud = cloud;
    this.iam = new IAMClient(this.clientConfig);
    this.kms = new KMSClient(this.clientConfig);
    this.s3 = new S3Client({ ...this.clientConfig, forcePathStyle: true });
  }

  static async open(): Promise<EmptyAccount> {
    return new EmptyAccount(
      await Cloud.start({ account: ACCOUNT, port: 0, workDirectory: temporaryDirectory() }),
    );
  }

  async close(): Promise<void> {
    for (const client of [this.iam, this.kms, this.s3]) client.destroy();
    await this.cloud.close();
  }

  get clientConfig() {
    const { endpoint, iam } = this.cloud;
    return { endpoint, region: ACCOUNT.region, credentials: iam.rootCredentials };
  }

  place(stack = "dev"): Place {
    return placeOf(projectDirectory, stack, ACCOUNT);
  }

  steps(stack = "dev"): readonly Step[] {
    return bootstrapSteps(this.place(stack), REPOSITORY, this);
  }

  destroySteps(stack = "dev"): readonly Step[] {
    return destroySteps(this.place(stack), this);
  }

  /** `npm run bootstrap -- --env dev …` as a process of its own. */
  run(...args: readonly string[]): Promise<Ended> {
    return new Promise((resolve) => {
      const options = { cwd: projectDirectory, env: this.#environment };
      execFile(process.execPath, this.#arguments(args), options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
  }

  /** The same, killed as soon as it has printed a text. */
  async runUntil(text: string, ...args: readonly string[]): Promise<void> {
    const child = spawn(process.execPath, this.#arguments(args), {
      cwd: projectDirectory,
      env: this.#environment,
    });
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      printed += chunk;
      if (printed.includes(text)) child.kill("SIGKILL");
    });
    await once(child, "close");
  }

  #arguments(args: readonly string[]): string[] {
    return [
      "--disable-warning=ExperimentalWarning",
      SCRIPT,
      ...["--env", "dev", "--repository", REPOSITORY, "--endpoint", this.cloud.endpoint],
      ...args,
    ];
  }

  get #environment(): NodeJS.ProcessEnv {
    const { accessKeyId, secretAccessKey } = this.cloud.iam.rootCredentials;
    return { ...process.env, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  }
}
