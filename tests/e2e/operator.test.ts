import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import type { Platform } from "../../local/platform.ts";
import { sharedPlatform } from "../kit/platform.ts";
import { waitFor } from "../kit/wait.ts";

const run = promisify(execFile);
const DENIED = /AccessDeni/;

/** The major version of the AWS CLI on this machine, where it is installed. */
async function installedVersion(): Promise<number | undefined> {
  const version = await run("aws", ["--version"]).catch(() => undefined);
  const [, major] = /aws-cli\/(\d+)/.exec(version?.stdout ?? "") ?? [];
  return major === undefined ? undefined : Number(major);
}

describe("The operator with the AWS CLI", function () {
  this.timeout(60_000);
  let platform: Platform;
  let environment: NodeJS.ProcessEnv;
  let queueUrl: string;
  let version: number;
  const functionName = "orders-reconcile-dev";

  before(async function () {
    const found = await installedVersion();
    if (found === undefined) return this.skip();
    version = found;
    platform = await sharedPlatform();
    const { accessKeyId, secretAccessKey, sessionToken } = platform.operator.session();
    environment = {
      PATH: process.env.PATH,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_DEFAULT_REGION: platform.clientConfig.region,
      AWS_CONFIG_FILE: "/dev/null",
      AWS_PAGER: "",
    };
    const { Attributes } = await platform.callAsRoot<{ Attributes: Record<string, string> }>(
      "sqs",
      "GetQueueAttributes",
      { QueueUrl: platform.outputs.orderEventsQueueUrl, AttributeNames: ["KmsMasterKeyId"] },
    );
    ({ QueueUrl: queueUrl } = await platform.callAsRoot<{ QueueUrl: string }>("sqs", "CreateQueue", {
      QueueName: "operator-test",
      Attributes: { KmsMasterKeyId: Attributes.KmsMasterKeyId },
    }));
  });

  after(async () => {
    if (queueUrl !== undefined) await platform.callAsRoot("sqs", "DeleteQueue", { QueueUrl: queueUrl });
  });

  const argumentsOf = (command: string, more: readonly string[]) => [
    "--endpoint-url",
    platform.endpoint,
    "--output",
    "json",
    ...command.split(" "),
    ...more,
  ];
  async function aws(command: string, ...more: readonly string[]) {
    const { stdout } = await run("aws", argumentsOf(command, more), { env: environment });
    return JSON.parse(stdout);
  }
  /** How often the operator has read logs. */
  const reads = () =>
    platform.cloud.iam
      .usage()
      .filter(({ roleArn, action }) => roleArn.endsWith("/operator") && action === "logs:FilterLogEvents")
      .reduce((sum, { count }) => sum + count, 0);
  const denied = (command: string, ...more: readonly string[]) =>
    assert.rejects(
      run("aws", argumentsOf(command, more), { env: environment }),
      (error: { stderr: string }) => {
        assert.match(error.stderr, DENIED, command);
        return true;
      },
    );

  it("is the operator, and sees tables, functions, schedules and alarms", async () => {
    const { Arn } = await aws("sts get-caller-identity");
    assert.equal(Arn, "arn:aws:sts::000000000000:assumed-role/operator/developer");
    assert.ok((await aws("dynamodb list-tables")).TableNames.includes(platform.outputs.ordersTableName));
    const { Functions } = await aws("lambda list-functions");
    assert.ok(Functions.some((each: { FunctionName: string }) => each.FunctionName === functionName));
    const { Schedules } = await aws("scheduler list-schedules");
    assert.ok(Schedules.length > 0);
    assert.ok((await aws("cloudwatch describe-alarms")).MetricAlarms.length > 0);
  });

  it("receives messages, through the key of their queue", async () => {
    await platform.callAsRoot("sqs", "SendMessage", { QueueUrl: queueUrl, MessageBody: "for the operator" });
    const { Messages } = await aws("sqs receive-message --wait-time-seconds 5 --queue-url", queueUrl);
    assert.equal(Messages[0].Body, "for the operator");
  });

  it("reads and follows logs", async () => {
    const invoke = () =>
      platform.callAsRoot("lambda", "Invoke", { FunctionName: functionName, Payload: "{}" });
    const logGroupName = `/aws/lambda/${functionName}`;
    await invoke();
    await waitFor("the log", async () => {
      const { events } = await aws(
        "logs filter-log-events --filter-pattern platform --log-group-name",
        logGroupName,
      );
      return events.length > 0;
    });
    if (version < 2) return;
    const follow = ["--follow", "--since", "1m"];
    const tail = spawn("aws", argumentsOf("logs tail", [logGroupName, ...follow]), { env: environment });
    const chunks: Buffer[] = [];
    tail.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    const before = reads();
    // What the CLI reads first it has printed by the time it reads again; it flushes at its end.
    await waitFor("aws logs tail to read twice", () => reads() >= before + 2, { deadlineMs: 30_000 });
    tail.kill("SIGINT");
    await once(tail, "close");
    assert.match(Buffer.concat(chunks).toString("utf8"), /platform\.report/);
  });

  it("simulates a role's policies", async () => {
    const command =
      "iam simulate-principal-policy --policy-source-arn arn:aws:iam::000000000000:role/orders-get-dev";
    const table = `arn:aws:dynamodb:eu-west-1:000000000000:table/${platform.outputs.ordersTableName}`;
    const { EvaluationResults } = await aws(
      `${command} --action-names dynamodb:GetItem dynamodb:DeleteTable --resource-arns`,
      table,
    );
    assert.deepEqual(
      EvaluationResults.map((result: { EvalDecision: string }) => result.EvalDecision),
      ["allowed", "implicitDeny"],
    );
  });

  it("is denied what it may not do", async () => {
    const table = String(platform.outputs.ordersTableName);
    await Promise.all([
      denied("dynamodb delete-table --table-name", table),
      denied("dynamodb scan --table-name", table),
      denied("dynamodb put-item --item {} --table-name", table),
    ]);
    await Promise.all([
      denied("sqs purge-queue --queue-url", queueUrl),
      denied("lambda get-function --function-name", functionName),
      denied("iam put-role-policy --role-name operator --policy-name p --policy-document {}"),
    ]);
  });
});
