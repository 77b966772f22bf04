import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { bootstrapSteps, destroySteps } from "../bootstrap/bootstrap.ts";
import { nextCommands } from "../bootstrap/next-commands.ts";
import { repositoryOf } from "../bootstrap/repository.ts";
import { stackPlace } from "../bootstrap/stack-place.ts";
import { takeSteps } from "../bootstrap/steps/step.ts";
import { run } from "../run.ts";

const USAGE =
  "npm run bootstrap -- --env STACK [--repository OWNER/NAME] [--dry-run] [--destroy] [--endpoint URL]";

/** `npm run bootstrap -- --env dev`: makes what the account needs before a first `pulumi up`, or takes it back. */
async function bootstrap(): Promise<void> {
  const directory = resolve(".");
  const { values } = parseArgs({
    options: {
      env: { type: "string" },
      repository: { type: "string" },
      "dry-run": { type: "boolean", default: false },
      destroy: { type: "boolean", default: false },
      endpoint: { type: "string" },
    },
  });
  if (values.env === undefined) throw new Error(`Say which stack: ${USAGE}`);
  const { endpoint, destroy, "dry-run": dryRun } = values;
  const stack = stackPlace(directory, values.env);
  const { region } = stack;
  const config = { region, ...(endpoint !== undefined && { endpoint }) };
  const place = { ...stack, ...(await accountOf(new STSClient(config))) };
  const clients = {
    iam: new IAMClient(config),
    kms: new KMSClient(config),
    s3: new S3Client({ ...config, forcePathStyle: endpoint !== undefined }),
  };
  const print = (line: string) => console.log(line);
  print(`The stack ${place.stack} of ${place.project}, account ${place.accountId}, ${region}.`);
  if (destroy) {
    const count = await takeSteps(destroySteps(place, clients), { dryRun, print });
    print(summary(count, dryRun));
    return;
  }
  const repository = repositoryOf(directory, values.repository, process.env);
  const count = await takeSteps(bootstrapSteps(place, repository, clients), { dryRun, print });
  print(summary(count, dryRun));
  for (const line of ["", ...nextCommands(place, repository)]) print(line);
}

/** @throws {Error} without credentials */
async function accountOf(
  sts: STSClient,
): Promise<{ readonly partition: string; readonly accountId: string }> {
  try {
    const { Arn = "", Account = "" } = await sts.send(new GetCallerIdentityCommand({}));
    return { partition: Arn.split(":")[1] ?? "aws", accountId: Account };
  } catch (error) {
    const { name, message } = error as Error;
    throw new Error(
      `AWS does not say whose account it is (${name}: ${message}). Sign in as an administrator of it first, such as by 'aws sso login' and AWS_PROFILE.`,
      { cause: error },
    );
  }
}

function summary(count: number, dryRun: boolean): string {
  if (count === 0) return "Nothing to do: all is as it should be.";
  const changes = count === 1 ? "1 change" : `${count} changes`;
  return dryRun ? `${changes} would be made; nothing has been done.` : `${changes} made.`;
}

run(bootstrap);
