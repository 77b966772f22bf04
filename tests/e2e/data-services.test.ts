import assert from "node:assert/strict";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  BatchExecuteStatementCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from "@aws-sdk/client-dynamodb-streams";
import {
  CreateQueueCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { Cloud } from "../../local/cloud.ts";
import { temporaryDirectory } from "../kit/platform.ts";
import { waitFor } from "../kit/wait.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const TABLE = "arn:aws:dynamodb:eu-west-1:000000000000:table/parcels";
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
});
const DENIED = { name: "AccessDeniedException" };

/** A cloud with nothing deployed, called by the SDK's clients as the account and as roles. */
describe("DynamoDB, SQS and Cognito, to the SDK's clients", () => {
  let cloud: Cloud;
  const clients: { destroy(): void }[] = [];

  before(async () => {
    cloud = await Cloud.start({ account: ACCOUNT, port: 0, workDirectory: temporaryDirectory() });
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await cloud.close();
  });

  const as = <Client extends { destroy(): void }>(
    Type: new (config: object) => Client,
    credentials: object = cloud.iam.rootCredentials,
  ): Client => {
    const client = new Type({
      endpoint: cloud.endpoint,
      region: ACCOUNT.region,
      credentials,
      maxAttempts: 1,
    });
    clients.push(client);
    return client;
  };
  /** Credentials of a new role that may do just this. */
  const roleWith = (name: string, Action: readonly string[], Resource: string) => {
    const role = cloud.iam.roles.create({ name, assumeRolePolicy: TRUST });
    const Statement = [{ Effect: "Allow", Action, Resource }];
    if (Action.length > 0)
      cloud.iam.roles.putPolicy(name, "p", JSON.stringify({ Version: "2012-10-17", Statement }));
    const lambda = { kind: "service", service: "lambda.amazonaws.com" } as const;
    const { accessKeyId, secretAccessKey, sessionToken } = cloud.iam.assume(role.arn, lambda, "session", 900);
    return { accessKeyId, secretAccessKey, sessionToken };
  };

  it("PartiQL, streams and legacy parameters need their own permissions, and share one table", async () => {
    const dynamodb = as(DynamoDBClient);
    await dynamodb.send(
      new CreateTableCommand({
        TableName: "parcels",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
      }),
    );
    const inserter = as(DynamoDBClient, roleWith("inserter", ["dynamodb:PartiQLInsert"], TABLE));
    const insert = {
      Statement: `INSERT INTO parcels VALUE {'id': ?, 'weight': 2}`,
      Parameters: [{ S: "1" }],
    };
    await inserter.send(new ExecuteStatementCommand(insert));
    await assert.rejects(inserter.send(new ExecuteStatementCommand(insert)), {
      name: "DuplicateItemException",
    });
    const read = { Statement: "SELECT * FROM parcels WHERE id = '1'" };
    await assert.rejects(inserter.send(new ExecuteStatementCommand(read)), DENIED);
    await assert.rejects(
      inserter.send(new ExecuteTransactionCommand({ TransactStatements: [insert, read] })),
      DENIED,
    );
    const { Responses } = await inserter.send(
      new BatchExecuteStatementCommand({
        Statements: [insert, { Statement: "DELETE FROM parcels WHERE id = '1'" }],
      }),
    );
    assert.deepEqual(
      Responses?.map((response) => response.Error?.Code),
      ["DuplicateItem", "AccessDenied"],
    );

    const { Items } = await dynamodb.send(
      new QueryCommand({
        TableName: "parcels",
        KeyConditions: { id: { ComparisonOperator: "EQ", AttributeValueList: [{ S: "1" }] } },
      }),
    );
    assert.deepEqual(Items, [{ id: { S: "1" }, weight: { N: "2" } }]);

    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: "parcels" }));
    const StreamArn = Table?.LatestStreamArn;
    await assert.rejects(
      as(DynamoDBStreamsClient, roleWith("stranger", ["dynamodb:GetRecords"], TABLE)).send(
        new DescribeStreamCommand({ StreamArn }),
      ),
      DENIED,
    );
    const reader = as(
      DynamoDBStreamsClient,
      roleWith(
        "stream-reader",
        ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"],
        `${TABLE}/stream/*`,
      ),
    );
    const { StreamDescription } = await reader.send(new DescribeStreamCommand({ StreamArn }));
    const { ShardIterator } = await reader.send(
      new GetShardIteratorCommand({
        StreamArn,
        ShardId: StreamDescription?.Shards?.[0]?.ShardId,
        ShardIteratorType: "TRIM_HORIZON",
      }),
    );
    const { Records } = await reader.send(new GetRecordsCommand({ ShardIterator }));
    assert.deepEqual(
      Records?.map(({ eventName, dynamodb: change }) => [eventName, change?.NewImage]),
      [["INSERT", { id: { S: "1" }, weight: { N: "2" } }]],
    );
  });

  it("a table is throttled beyond its provisioned throughput, until time has made up for it", async () => {
    const dynamodb = as(DynamoDBClient);
    await dynamodb.send(
      new CreateTableCommand({
        TableName: "scarce",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      }),
    );
    const put = new PutItemCommand({
      TableName: "scarce",
      Item: { id: { S: "1" }, data: { S: "x".repeat(390 * 1024) } },
    });
    await dynamodb.send(put);
    await assert.rejects(dynamodb.send(put), { name: "ProvisionedThroughputExceededException" });
    await cloud.clock.advance(5 * 60_000);
    await dynamodb.send(put);
  });

  it("a table's own policy lets a role in, and shuts one out", async () => {
    const guest = roleWith("guest", [], TABLE);
    const writer = roleWith("writer", ["dynamodb:PutItem"], TABLE);
    const get = new GetItemCommand({ TableName: "parcels", Key: { id: { S: "1" } } });
    const put = new PutItemCommand({ TableName: "parcels", Item: { id: { S: "2" } } });
    await assert.rejects(as(DynamoDBClient, guest).send(get), DENIED);
    await as(DynamoDBClient, writer).send(put);
    const statement = (Effect: string, role: string, Action: string) => ({
      Effect,
      Principal: { AWS: `arn:aws:iam::000000000000:role/${role}` },
      Action,
      Resource: TABLE,
    });
    const Statement = [
      statement("Allow", "guest", "dynamodb:GetItem"),
      statement("Deny", "writer", "dynamodb:PutItem"),
    ];
    await as(DynamoDBClient).send(
      new PutResourcePolicyCommand({
        ResourceArn: TABLE,
        Policy: JSON.stringify({ Version: "2012-10-17", Statement }),
      }),
    );
    assert.ok((await as(DynamoDBClient, guest).send(get)).Item);
    await assert.rejects(as(DynamoDBClient, writer).send(put), DENIED);
  });

  it("a move task needs the permissions of all it does", async () => {
    const sqs = as(SQSClient);
    const arn = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;
    const { QueueUrl: dead } = await sqs.send(new CreateQueueCommand({ QueueName: "parcels-dlq" }));
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("parcels-dlq"), maxReceiveCount: 1 });
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: "parcels", Attributes: { RedrivePolicy } }),
    );
    await sqs.send(new SendMessageCommand({ QueueUrl: dead, MessageBody: "again" }));
    const start = new StartMessageMoveTaskCommand({
      SourceArn: arn("parcels-dlq"),
      DestinationArn: arn("parcels"),
    });
    const actions = ["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];
    const mover = roleWith(
      "mover",
      actions.map((action) => `sqs:${action}`),
      arn("*"),
    );
    await assert.rejects(as(SQSClient, mover).send(start), { name: "AccessDenied" });
    await sqs.send(start);
    const moved = await waitFor("the move", async () => {
      const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn("parcels-dlq") }));
      return Results?.[0]?.Status === "COMPLETED" ? Results[0] : undefined;
    });
    assert.equal(moved.ApproximateNumberOfMessagesMoved, 1);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    assert.equal(Messages?.[0]?.Body, "again");
  });

  it("a pool is made over the API, and its users are for who may list them", async () => {
    const cognito = as(CognitoIdentityProviderClient);
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: "couriers" }));
    const list = new ListUsersCommand({ UserPoolId: UserPool?.Id });
    assert.deepEqual((await cognito.send(list)).Users, []);
    const lister = roleWith("lister", ["cognito-idp:ListUsers"], String(UserPool?.Arn));
    const ofLister = as(CognitoIdentityProviderClient, lister);
    assert.deepEqual((await ofLister.send(list)).Users, []);
    await assert.rejects(ofLister.send(new CreateUserPoolCommand({ PoolName: "more" })), DENIED);
  });
});
