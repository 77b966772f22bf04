import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Platform, startPlatform } from "../../local/platform.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { projectWithStack, temporaryDirectory } from "../kit/platform.ts";
import { share } from "../kit/seed.ts";

const SETTINGS = {
  "aws:region": "eu-west-1",
  "orderflow:adminPasswordSignIn": "true",
  "orderflow:accessTokenMinutes": "60",
};

interface Listing {
  readonly [member: string]: readonly unknown[];
}

/** What the services' own APIs tell of all that was made. */
async function described(platform: Platform): Promise<unknown> {
  const { outputs } = platform;
  const call = (service: string, operation: string, input: object = {}) =>
    platform.callAsRoot<Listing>(service, operation, input);
  const attributes = async (QueueUrl: string) =>
    await call("sqs", "GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
  const { QueueUrls = [] } = await call("sqs", "ListQueues");
  const { Keys = [] } = await call("kms", "ListKeys");
  const { logGroups = [] } = await call("logs", "DescribeLogGroups");
  const { MetricAlarms = [] } = await call("monitoring", "DescribeAlarms");
  const pool = { UserPoolId: outputs.userPoolId };
  return {
    tables: await call("dynamodb", "DescribeTable", { TableName: outputs.ordersTableName }),
    queues: await Promise.all(QueueUrls.map((url) => attributes(String(url)))),
    keys: await Promise.all(
      Keys.map(async (key) => {
        const { KeyId } = key as { KeyId: string };
        return [await call("kms", "DescribeKey", { KeyId }), await call("kms", "GetKeyPolicy", { KeyId })];
      }),
    ),
    topics: await call("sns", "ListTopics"),
    groups: logGroups.map((group) => ({ ...(group as object), storedBytes: "whatever was logged" })),
    // Their states are evaluated each minute, and a start may see one go by.
    alarms: MetricAlarms.map((alarm) =>
      Object.entries(alarm as object).filter(([name]) => !/^State/.test(name)),
    ),
    pool: await call("cognito-idp", "DescribeUserPool", pool),
  };
}

async function ordersWork(platform: Platform): Promise<void> {
  const api = await OrdersApi.as(platform, "demo");
  await api.confirmed(await api.createdId());
}

describe("A start with nothing changed since the last one", function () {
  this.timeout(120_000);
  const directory = projectWithStack("dev", SETTINGS);
  const recordings = join(directory, ".local/deployment");
  /** Not one of those that the system hands out, which somebody else may have by the next start. */
  const ownPort = randomInt(10_000, 30_000);
  const started = async (
    expected: { readonly recorded: boolean },
    use: (platform: Platform) => unknown,
    port = ownPort,
  ) => {
    const options = { directory, stack: "dev", port, workDirectory: temporaryDirectory(), recordings };
    const platform = await startPlatform(options);
    try {
      assert.equal(platform.recorded, expected.recorded);
      await use(platform);
    } finally {
      await platform.stop();
    }
  };
  let first: { readonly described: unknown } & Pick<Platform, "outputs" | "deployment" | "endpoint">;

  before(async () => {
    await started({ recorded: false }, async (platform) => {
      const { outputs, deployment, endpoint } = platform;
      first = { described: await described(platform), outputs, deployment, endpoint };
      await ordersWork(platform);
    });
  });

  it("has the same outputs, state and resources as one that ran the program, and works like it", async () => {
    await started({ recorded: true }, async (platform) => {
      assert.deepEqual(platform.outputs, first.outputs);
      assert.equal(platform.endpoint, first.endpoint);
      assert.deepEqual(platform.deployment.state, JSON.parse(JSON.stringify(first.deployment.state)));
      assert.deepEqual(await described(platform), first.described);
      await ordersWork(platform);
    });
  });

  it("starts and stops many times in a row, and leaves nothing open", async () => {
    const open = () => process.getActiveResourcesInfo().filter((kind) => kind !== "Timeout").length;
    await started({ recorded: true }, () => {});
    const before = open();
    for (let count = 0; count < share(50); count++) await started({ recorded: true }, () => {});
    assert.ok(open() <= before, `${open()} resources are open, from ${before}`);
  });

  it("runs the program when another has the ports, with --port 0", async () => {
    let url = "";
    await started({ recorded: false }, ({ apiUrl }) => (url = apiUrl), 0);
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(Number(new URL(url).port), "127.0.0.1", resolve));
    const another = async (platform: Platform) => {
      assert.notEqual(platform.apiUrl, url);
      await ordersWork(platform);
    };
    await started({ recorded: false }, another, 0);
    squatter.close();
  });

  it("runs the program when the stack's settings, or a kept file, are others", async () => {
    const path = join(directory, "Pulumi.dev.yaml");
    const settings = readFileSync(path, "utf8");
    writeFileSync(path, settings.replace("accessTokenMinutes: 60", "accessTokenMinutes: 30"));
    const client = async (platform: Platform) => {
      const { UserPoolClient } = await platform.callAsRoot<{
        UserPoolClient: { AccessTokenValidity: number };
      }>("cognito-idp", "DescribeUserPoolClient", {
        UserPoolId: platform.outputs.userPoolId,
        ClientId: platform.outputs.userPoolClientId,
      });
      assert.equal(UserPoolClient.AccessTokenValidity, 30);
    };
    await started({ recorded: false }, client);
    await started({ recorded: true }, client);
    rmSync(join(recordings, "assets"), { recursive: true });
    await started({ recorded: false }, client);
  });
});
