import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { projectCopy, projectDirectory, temporaryDirectory } from "./platform.ts";

/** Why the policies have to stop it: a role that may do anything with the orders table. */
const WIDE_ROLE = `
import * as aws from "@pulumi/aws";
new aws.iam.RolePolicy("wide", { role: "orders-create-" + pulumi.getStack(), policy: orders.table.arn.apply((arn) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "dynamodb:*", Resource: arn }] })) });
`;

/** Why the policies have to stop it: whoever has an object's address can read it. */
const OPEN_BUCKET = `
import * as aws from "@pulumi/aws";
const files = new aws.s3.Bucket("files");
const block = new aws.s3.BucketPublicAccessBlock("files", { bucket: files.id, blockPublicAcls: true, ignorePublicAcls: true });
new aws.s3.BucketPolicy("files", { bucket: files.id, policy: files.arn.apply((arn) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: arn + "/*" }] })) },
  { dependsOn: block });
`;

interface Ended {
  readonly code: number;
  readonly said: string;
}

/** A pull request's files, checked by the steps of its workflow. */
export class PullRequest {
  readonly directory = projectCopy(
    "Pulumi.prod.yaml",
    "policy-config.dev.json",
    "policy-config.prod.json",
    "tsconfig.json",
  );
  readonly #environment: NodeJS.ProcessEnv;

  /**
   * `pulumi`: what a `pulumi` on the PATH is to know; without it, the steps find none. `releases`: the folder of what it
   * is compared with, by default the project's own.
   */
  constructor({
    pulumi,
    releases = join(projectDirectory, "releases"),
  }: { readonly pulumi?: Readonly<Record<string, string>>; readonly releases?: string } = {}) {
    for (const name of ["ci", "policies"])
      symlinkSync(join(projectDirectory, name), join(this.directory, name));
    symlinkSync(releases, join(this.directory, "releases"));
    this.#environment = { ...process.env, ...(pulumi ?? { PATH: withoutPulumi(process.env.PATH ?? "") }) };
  }

  /** Changes a file. @throws {Error} when it does not have what is to be replaced */
  replace(file: string, old: string | RegExp, now: string): void {
    const path = join(this.directory, file);
    const text = readFileSync(path, "utf8");
    assert.notEqual(text.replace(old, now), text, `${file} has no ${old}`);
    writeFileSync(path, text.replace(old, now));
  }

  widenRole(): void {
    this.#program(WIDE_ROLE);
  }

  openBucket(): void {
    this.#program(OPEN_BUCKET);
  }

  #program(more: string): void {
    appendFileSync(join(this.directory, "index.ts"), more);
  }

  step(script: string, ...args: readonly string[]): Promise<Ended> {
    return this.run("npm", "run", "--silent", script, "--", ...args);
  }

  run(command: string, ...args: readonly string[]): Promise<Ended> {
    const options = { cwd: this.directory, env: this.#environment };
    return new Promise((resolve) => {
      execFile(command, args, options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }),
      );
    });
  }
}

/** Releases the program as it is. Resolves to the folder of the one release. */
export async function releasedNow(): Promise<string> {
  const releases = temporaryDirectory();
  const { code, said } = await new PullRequest({ releases }).step("release");
  assert.equal(code, 0, said);
  return releases;
}

function withoutPulumi(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => !existsSync(join(folder, "pulumi")))
    .join(delimiter);
}
