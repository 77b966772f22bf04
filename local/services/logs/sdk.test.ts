import assert from "node:assert/strict";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { Clock } from "../../core/clock.ts";
import { Dispatcher } from "../../core/service.ts";
import { Gateway } from "../../gateway/gateway.ts";
import { Iam } from "../../iam/iam.ts";
import { Logs } from "./logs.ts";

describe("CloudWatch Logs through the AWS SDK", () => {
  const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
  const clock = new Clock();
  const iam = new Iam({ account, clock });
  const dispatcher = new Dispatcher(iam);
  const gateway = new Gateway({ account, clock, dispatcher, iam });
  let client: CloudWatchLogsClient;

  before(async () => {
    const keys = { use: () => {}, resolve: (key: string) => key };
    dispatcher.register(new Logs({ account, clock, keys, metrics: { put: () => {} } }).service);
    const { url: endpoint } = await gateway.listen(0);
    client = new CloudWatchLogsClient({ endpoint, region: account.region, credentials: iam.rootCredentials });
  });
  after(async () => {
    client.destroy();
    await gateway.close();
    clock.close();
  });

  it("takes events and finds them", async () => {
    const stream = { logGroupName: "/aws/lambda/orders", logStreamName: "2026/01/01/[$LATEST]0123" };
    await client.send(new CreateLogGroupCommand({ logGroupName: stream.logGroupName }));
    await client.send(new CreateLogStreamCommand(stream));
    const timestamp = clock.now();
    await client.send(
      new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp, message: '{"level":"ERROR"}' }] }),
    );
    const { events } = await client.send(
      new FilterLogEventsCommand({
        logGroupName: stream.logGroupName,
        filterPattern: '{ $.level = "ERROR" }',
      }),
    );
    assert.deepEqual(
      events?.map((event) => [event.logStreamName, event.timestamp, event.message]),
      [[stream.logStreamName, timestamp, '{"level":"ERROR"}']],
    );
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({}));
    assert.equal(logGroups?.[0]?.logGroupName, stream.logGroupName);
    await assert.rejects(client.send(new CreateLogStreamCommand(stream)), {
      name: "ResourceAlreadyExistsException",
    });
  });
});
