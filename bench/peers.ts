/**
 * A route and four calls beside the peers, all in one run: ours with authorizer, IAM, signatures, logs and traces on;
 * theirs check none of it.
 *
 *   npm run bench:peers -- [--seconds 3] [--rounds 3]
 */
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { AwsCalls, type Target } from "./kit/aws-calls.ts";
import { HttpConnection, requestText } from "./kit/http-client.ts";
import { type Caller, type Measured, measure, medianOf } from "./kit/load.ts";
import { type NoopRoute, startMiniStack, startServerlessOffline } from "./kit/peers.ts";
import { type Credentials, PlatformProcess, type RunningPlatform } from "./kit/platform-process.ts";
import { goal, line } from "./kit/report.ts";

const CONNECTIONS = 10;
const { values } = parseArgs({
  options: { seconds: { type: "string", default: "3" }, rounds: { type: "string", default: "3" } },
});
const load = { callers: CONNECTIONS, durationMs: Number(values.seconds) * 1_000 };

function noopCaller({ url, headers }: NoopRoute): Caller {
  const connection = new HttpConnection(url);
  const request = requestText({ method: "GET", path: url.pathname, headers });
  return async () => {
    const { status, body } = await connection.send(request);
    if (status !== 200) throw new Error(`${url} answered ${status}: ${body}`);
  };
}

const item = () => ({ id: { S: randomUUID() }, text: { S: "x".repeat(200) }, number: { N: "1" } });
const BODY = JSON.stringify({ type: "OrderCreated", detail: "x".repeat(200) });

/** The calls that are compared, by name. What is sent is more than what is then received in the same time. */
const CALLS: Readonly<Record<string, (target: Target & { readonly queueUrl: string }) => Caller>> = {
  PutItem: (target) => {
    const dynamodb = new AwsCalls("dynamodb", target);
    return () => dynamodb.call("PutItem", { TableName: "items", Item: item() });
  },
  TransactWriteItems: (target) => {
    const dynamodb = new AwsCalls("dynamodb", target);
    const put = () => ({
      Put: { TableName: "items", Item: item(), ConditionExpression: "attribute_not_exists(id)" },
    });
    return () => dynamodb.call("TransactWriteItems", { TransactItems: [put(), put()] });
  },
  SendMessage: (target) => {
    const sqs = new AwsCalls("sqs", target);
    return () => sqs.call("SendMessage", { QueueUrl: target.queueUrl, MessageBody: BODY });
  },
  "ReceiveMessage, DeleteMessage": ({ queueUrl: QueueUrl, ...target }) => {
    const sqs = new AwsCalls("sqs", target);
    return async () => {
      const { Messages = [] } = await sqs.call<{ Messages?: { ReceiptHandle: string }[] }>("ReceiveMessage", {
        QueueUrl,
      });
      const [message] = Messages;
      if (message === undefined) throw new Error("The queue has run out of messages.");
      await sqs.call("DeleteMessage", { QueueUrl, ReceiptHandle: message.ReceiptHandle });
    };
  },
};

interface Contender {
  readonly noop: NoopRoute;
  readonly target?: (Target & { readonly queueUrl: string }) | undefined;
}

async function ours({ endpoint, region, root, outputs, token }: RunningPlatform): Promise<Contender> {
  const url = new URL(`${outputs.apiUrl}/noop`);
  const sts = new STSClient({ endpoint, region, credentials: root });
  const session = await sts.send(
    new AssumeRoleCommand({ RoleArn: String(outputs.callerRoleArn), RoleSessionName: "bench" }),
  );
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = session.Credentials ?? {};
  const credentials: Credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  return {
    noop: { url, headers: { host: url.host, authorization: `Bearer ${token}` } },
    target: { endpoint, region, credentials, queueUrl: String(outputs.queueUrl) },
  };
}

async function miniStackTarget(endpoint: string): Promise<Contender["target"]> {
  const target = {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  };
  await new AwsCalls("dynamodb", target).call("CreateTable", {
    TableName: "items",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  });
  const { QueueUrl } = await new AwsCalls("sqs", target).call<{ QueueUrl: string }>("CreateQueue", {
    QueueName: "messages",
  });
  return { ...target, queueUrl: QueueUrl };
}

const stops: (() => Promise<void>)[] = [];
try {
  const platform = await PlatformProcess.start({ directory: resolve(import.meta.dirname, "fixtures/noop") });
  stops.push(() => platform.stop());
  const serverlessOffline = await startServerlessOffline();
  stops.push(serverlessOffline.stop);
  const miniStack = await startMiniStack();
  if (miniStack === undefined) console.log("MiniStack is left out: there is no Python 3 with venv here.");
  else stops.push(miniStack.stop);
  const contenders: Record<string, Contender> = {
    ours: await ours(platform.running),
    "serverless-offline": { noop: serverlessOffline.noop },
    ...(miniStack && {
      MiniStack: { noop: miniStack.noop, target: await miniStackTarget(miniStack.endpoint) },
    }),
  };

  /** Measures the contenders in turn, round by round, after a round that does not count. */
  async function compare(callers: Readonly<Record<string, (() => Caller) | undefined>>) {
    const rounds = new Map<string, Measured[]>();
    for (let round = -1; round < Number(values.rounds); round++)
      for (const [name, caller] of Object.entries(callers)) {
        if (caller === undefined) continue;
        const measured = await measure(caller, load);
        if (round >= 0) rounds.set(name, [...(rounds.get(name) ?? []), measured]);
      }
    return new Map(
      [...rounds].map(([name, all]) => {
        const median = {
          perSecond: medianOf(all.map(({ perSecond }) => perSecond)),
          p99: medianOf(all.map(({ p99 }) => p99)),
        };
        line(`  ${name}`, `${median.perSecond.toFixed(0)} /s`, `p99 ${median.p99.toFixed(1)} ms`);
        return [name, median] as const;
      }),
    );
  }

  console.log(`GET /noop, ${CONNECTIONS} connections`);
  const noop = await compare(
    Object.fromEntries(Object.entries(contenders).map(([name, { noop }]) => [name, () => noopCaller(noop)])),
  );
  const own = noop.get("ours");
  for (const [name, times] of [
    ["serverless-offline", 2],
    ["MiniStack", 10],
  ] as const) {
    const peer = noop.get(name);
    if (own === undefined || peer === undefined) continue;
    goal(`  requests/s to ${name}'s`, own.perSecond / peer.perSecond, { atLeast: times });
    goal(`  p99 to ${name}'s`, own.p99 / peer.p99, { below: 1 });
  }
  for (const [name, callerOf] of Object.entries(CALLS)) {
    console.log(`${name}, ${CONNECTIONS} connections`);
    const measured = await compare(
      Object.fromEntries(
        Object.entries(contenders).map(([contender, { target }]) => [
          contender,
          target && (() => callerOf(target)),
        ]),
      ),
    );
    const [mine, theirs] = [measured.get("ours"), measured.get("MiniStack")];
    if (mine && theirs) goal("  calls/s to MiniStack's", mine.perSecond / theirs.perSecond, { atLeast: 1 });
  }
} finally {
  for (const stop of stops.reverse()) await stop();
}
process.exit();
