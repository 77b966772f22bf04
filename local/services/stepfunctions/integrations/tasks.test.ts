import assert from "node:assert/strict";
import { waitFor } from "../../../../tests/kit/wait.ts";
import type { PolicyStatement } from "../../../core/access.ts";
import type { State } from "../language/definition.ts";
import { arnOf, type ShownEvent, Workflows } from "../testing.ts";

const allow = (Action: string, Resource: string): PolicyStatement => ({ Effect: "Allow", Action, Resource });
const task = (resource: string, Parameters: object, more: Partial<State> = {}): Partial<State> => ({
  Type: "Task",
  Resource: `arn:aws:states:::${resource}`,
  Parameters: Parameters as never,
  End: true,
  ...more,
});

describe("Tasks of Step Functions", () => {
  let w: Workflows;
  let QueueUrl: string;
  before(async () => {
    w = await Workflows.start();
    ({ QueueUrl } = await w.call<{ QueueUrl: string }>("CreateQueue", { QueueName: "q" }, "sqs"));
    await w.call("CreateTopic", { Name: "t" }, "sns");
    await w.call(
      "CreateTable",
      {
        TableName: "table",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      },
      "dynamodb",
    );
    await w.function(
      "echo",
      `exports.handler = async (event, context) => {
        if (event.throws) throw Object.assign(new Error("no good"), { name: event.throws });
        return { got: event, trace: process.env._X_AMZN_TRACE_ID };
      };`,
    );
    await w.machine(
      { X: { Type: "Wait", Seconds: 60, Next: "Y" }, Y: { Type: "Pass", Result: { a: 1 }, End: true } },
      { name: "child" },
    );
  });
  after(() => w.close());

  const received = async () => {
    const { Messages = [] } = await w.call<{ Messages?: { Body: string; ReceiptHandle: string }[] }>(
      "ReceiveMessage",
      { QueueUrl, MaxNumberOfMessages: 10 },
      "sqs",
    );
    for (const { ReceiptHandle } of Messages)
      await w.call("DeleteMessage", { QueueUrl, ReceiptHandle }, "sqs");
    return Messages.map(({ Body }) => Body);
  };
  let machines = 0;
  /** Runs a task in a state machine of its own, whose role has these statements. */
  const run = async (state: Partial<State>, statements: readonly PolicyStatement[], input: unknown = {}) =>
    await w.run(await w.machine({ X: state }, { name: `m${++machines}`, statements }), input);

  interface Case {
    readonly state: Partial<State>;
    readonly grant: PolicyStatement;
    /** What a role without the grant fails with. */
    readonly denied: string;
    readonly succeeded: (output: Record<string, unknown>) => Promise<void> | void;
  }
  const FUNCTION = arnOf("lambda", "function:echo");
  const TABLE = arnOf("dynamodb", "table/table");
  const CASES: Readonly<Record<string, () => Case>> = {
    "a function by its ARN": () => ({
      state: { Type: "Task", Resource: FUNCTION, End: true },
      grant: allow("lambda:InvokeFunction", FUNCTION),
      denied: "Lambda.AWSLambdaException",
      succeeded: ({ got }) => assert.deepEqual(got, { a: 1 }),
    }),
    "lambda:invoke": () => ({
      state: task("lambda:invoke", { FunctionName: "echo", "Payload.$": "$" }),
      grant: allow("lambda:InvokeFunction", FUNCTION),
      denied: "Lambda.AWSLambdaException",
      succeeded: ({ Payload, StatusCode, ExecutedVersion, SdkResponseMetadata }) => {
        assert.deepEqual((Payload as { got: unknown }).got, { a: 1 });
        assert.deepEqual([StatusCode, ExecutedVersion], [200, "$LATEST"]);
        assert.ok(SdkResponseMetadata);
      },
    }),
    "sqs:sendMessage": () => ({
      state: task("sqs:sendMessage", { QueueUrl, MessageBody: { "a.$": "$.a" } }),
      grant: allow("sqs:SendMessage", arnOf("sqs", "q")),
      denied: "SQS.AmazonSQSException",
      succeeded: async ({ MessageId }) => {
        assert.ok(MessageId);
        assert.deepEqual(await received(), ['{"a":1}']);
      },
    }),
    "sns:publish": () => ({
      state: task("sns:publish", { TopicArn: arnOf("sns", "t"), Message: "m" }),
      grant: allow("sns:Publish", arnOf("sns", "t")),
      denied: "SNS.AuthorizationErrorException",
      succeeded: ({ MessageId }) => assert.ok(MessageId),
    }),
    "dynamodb:putItem": () => ({
      state: task("dynamodb:putItem", {
        TableName: "table",
        Item: { id: { S: "1" }, n: { "N.$": "States.JsonToString($.a)" } },
      }),
      grant: allow("dynamodb:PutItem", TABLE),
      denied: "DynamoDB.AmazonDynamoDBException",
      succeeded: ({ SdkHttpMetadata }) => assert.ok(SdkHttpMetadata),
    }),
    "dynamodb:updateItem": () => ({
      state: task("dynamodb:updateItem", {
        TableName: "table",
        Key: { id: { S: "1" } },
        UpdateExpression: "SET n = n + :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
        ReturnValues: "ALL_NEW",
      }),
      grant: allow("dynamodb:UpdateItem", TABLE),
      denied: "DynamoDB.AmazonDynamoDBException",
      succeeded: ({ Attributes }) => assert.deepEqual(Attributes, { id: { S: "1" }, n: { N: "2" } }),
    }),
    "dynamodb:getItem": () => ({
      state: task("dynamodb:getItem", { TableName: "table", Key: { id: { S: "1" } } }),
      grant: allow("dynamodb:GetItem", TABLE),
      denied: "DynamoDB.AmazonDynamoDBException",
      succeeded: ({ Item }) => assert.deepEqual(Item, { id: { S: "1" }, n: { N: "2" } }),
    }),
    "dynamodb:deleteItem": () => ({
      state: task("dynamodb:deleteItem", { TableName: "table", Key: { id: { S: "1" } } }),
      grant: allow("dynamodb:DeleteItem", TABLE),
      denied: "DynamoDB.AmazonDynamoDBException",
      succeeded: ({ SdkHttpMetadata }) => assert.ok(SdkHttpMetadata),
    }),
    "states:startExecution": () => ({
      state: task("states:startExecution", {
        StateMachineArn: arnOf("states", "stateMachine:child"),
        Input: { b: 2 },
      }),
      grant: allow("states:StartExecution", arnOf("states", "stateMachine:child")),
      denied: "StepFunctions.AWSStepFunctionsException",
      succeeded: async ({ ExecutionArn, StartDate }) => {
        assert.ok(StartDate);
        const { input } = (await w.describe(String(ExecutionArn))) as unknown as { input: string };
        assert.equal(input, '{"b":2}');
      },
    }),
    "aws-sdk:dynamodb:query": () => ({
      state: task("aws-sdk:dynamodb:query", {
        TableName: "table",
        KeyConditionExpression: "id = :id",
        ExpressionAttributeValues: { ":id": { S: "none" } },
      }),
      grant: allow("dynamodb:Query", TABLE),
      denied: "DynamoDb.DynamoDbException",
      succeeded: ({ Count }) => assert.equal(Count, 0),
    }),
    "aws-sdk:sfn:listExecutions": () => ({
      state: task("aws-sdk:sfn:listExecutions", {
        StateMachineArn: arnOf("states", "stateMachine:child"),
        MaxResults: 1,
      }),
      grant: allow("states:ListExecutions", arnOf("states", "stateMachine:child")),
      denied: "Sfn.SfnException",
      succeeded: ({ Executions }) => assert.equal((Executions as { Name: string }[]).length, 1),
    }),
  };

  for (const [name, caseOf] of Object.entries(CASES)) {
    it(`calls ${name} as its role`, async () => {
      const { state, grant, succeeded } = caseOf();
      const { status, output, cause } = await run(state, [grant], { a: 1 });
      assert.equal(status, "SUCCEEDED", cause);
      await succeeded(JSON.parse(String(output)));
    });

    it(`fails at ${name} without the permission`, async () => {
      const { state, denied } = caseOf();
      const { status, error, cause } = await run(state, [allow("sts:GetCallerIdentity", "*")], { a: 1 });
      assert.deepEqual([status, error], ["FAILED", denied]);
      assert.match(String(cause), /assumed-role\/m\d+-role\/\S+ is not authorized to perform/);
    });
  }

  it("fails with the error that a function threw", async () => {
    const state = task("lambda:invoke", { FunctionName: "echo", Payload: { throws: "OutOfStock" } });
    const { error, cause } = await run(state, [allow("lambda:InvokeFunction", FUNCTION)]);
    assert.equal(error, "OutOfStock");
    assert.equal((JSON.parse(String(cause)) as { errorMessage: string }).errorMessage, "no good");
  });

  it("puts events, and fails where the bus does not take one", async () => {
    const taken: unknown[] = [];
    w.cloud.dispatcher.register({
      signingName: "events",
      protocol: "awsJson1.1",
      operations: {
        PutEvents: {
          access: () => [{ action: "events:PutEvents", resource: arnOf("events", "event-bus/bus") }],
          handle: ({ Entries }: { Entries: { Detail: string }[] }) => {
            taken.push(...Entries);
            const refused = Entries.filter(({ Detail }) => Detail === "").length;
            return { FailedEntryCount: refused, Entries: [{ ErrorCode: "MalformedDetail" }] };
          },
        },
      },
    });
    const put = (Detail: string) =>
      run(task("events:putEvents", { Entries: [{ Detail, EventBusName: "bus" }] }), [
        allow("events:PutEvents", arnOf("events", "event-bus/bus")),
      ]);
    assert.equal((await put("{}")).status, "SUCCEEDED");
    assert.deepEqual(taken, [{ Detail: "{}", EventBusName: "bus" }]);
    const { error, cause } = await put("");
    assert.equal(error, "EventBridge.FailedEntry");
    assert.match(String(cause), /MalformedDetail/);
  });

  it("counts what is waited for, and nothing that is given up", async () => {
    const slow = await w.function(
      "slow",
      "exports.handler = () => new Promise((done) => setTimeout(done, 300));",
    );
    const machine = await w.machine(
      { X: { Type: "Task", Resource: slow, End: true } },
      { name: "giving-up", statements: [allow("lambda:InvokeFunction", slow)] },
    );
    const { stepFunctions, lambda, clock } = w.cloud;
    const executionArn = await w.start(machine);
    await waitFor("the function", () => lambda.running === 1);
    assert.equal(stepFunctions.working, 0, "Lambda counts it");
    await w.call("StopExecution", { executionArn });
    await clock.advance(0);
    assert.deepEqual([stepFunctions.working, lambda.running], [0, 0]);

    const token = { QueueUrl, MessageBody: { "token.$": "$$.Task.Token" } };
    const state = task("sqs:sendMessage.waitForTaskToken", token, { TimeoutSeconds: 5 });
    const waiting = await w.machine(
      { X: state },
      { name: "timing-out", statements: [allow("sqs:SendMessage", "*")] },
    );
    const arn = await w.start(waiting);
    await w.advance(6);
    assert.equal((await w.describe(arn)).error, "States.Timeout");
    assert.equal(stepFunctions.working, 0);
    await received();
  });

  it("fails with the error that a service answers", async () => {
    const state = task("dynamodb:putItem", {
      TableName: "table",
      Item: { id: { S: "2" } },
      ConditionExpression: "attribute_exists(id)",
    });
    const { error, cause } = await run(state, [allow("dynamodb:PutItem", TABLE)]);
    assert.equal(error, "DynamoDB.ConditionalCheckFailedException");
    assert.match(
      String(cause),
      /^The conditional request failed \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ConditionalCheckFailedException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    );
  });

  describe("that wait", () => {
    const CALLBACK = () =>
      task(
        "sqs:sendMessage.waitForTaskToken",
        { QueueUrl, MessageBody: { "token.$": "$$.Task.Token" } },
        { HeartbeatSeconds: 60, TimeoutSeconds: 300 },
      );
    const begin = async () => {
      const name = `m${++machines}`;
      const machine = await w.machine(
        { X: CALLBACK() },
        { name, statements: [allow("sqs:SendMessage", "*")] },
      );
      const arn = await w.start(machine);
      await w.rested(arn);
      const [body] = await received();
      return { arn, taskToken: (JSON.parse(String(body)) as { token: string }).token };
    };

    it("end with what is sent under their token, once", async () => {
      const { arn, taskToken } = await begin();
      const success = () => w.call("SendTaskSuccess", { taskToken, output: '{"paid":true}' });
      assert.deepEqual(await success(), {});
      const { status, output } = await w.rested(arn);
      assert.deepEqual([status, output], ["SUCCEEDED", '{"paid":true}']);
      const gone = "Task Timed Out: 'Provided task does not exist anymore'";
      await w.refused(success(), "TaskTimedOut", gone);
      assert.deepEqual(await w.types(arn), [
        "ExecutionStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSubmitted",
        "TaskSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
      ]);
    });

    it("fail with what is sent under their token", async () => {
      const { arn, taskToken } = await begin();
      await w.call("SendTaskFailure", { taskToken, error: "Declined", cause: "no funds" });
      const { status, error, cause } = await w.rested(arn);
      assert.deepEqual([status, error, cause], ["FAILED", "Declined", "no funds"]);
    });

    it("last as long as their heartbeats come, and no longer than their timeout", async () => {
      const { arn, taskToken } = await begin();
      for (let beat = 0; beat < 4; beat++) {
        await w.advance(50);
        await w.call("SendTaskHeartbeat", { taskToken });
      }
      assert.equal((await w.describe(arn)).status, "RUNNING");
      await w.advance(60);
      const { status, error } = await w.describe(arn);
      assert.deepEqual([status, error], ["FAILED", "States.Timeout"]);
      await w.refused(w.call("SendTaskHeartbeat", { taskToken }), "TaskTimedOut", /Task Timed Out/);
      const second = await begin();
      for (let beat = 0; beat < 5; beat++) {
        await w.advance(59);
        await w.call("SendTaskHeartbeat", { taskToken: second.taskToken });
      }
      await w.advance(10);
      assert.equal((await w.describe(second.arn)).error, "States.Timeout");
    });

    it("refuse a token that is none, and an output that is no JSON", async () => {
      const { taskToken } = await begin();
      const success = (more: object) => w.call("SendTaskSuccess", { taskToken, output: "{}", ...more });
      await w.refused(success({ taskToken: "x" }), "InvalidToken", "Invalid Token: 'Invalid token'");
      await w.refused(success({ output: "{" }), "InvalidOutput", /^Invalid Output: '/);
    });

    const CHILD = arnOf("states", "stateMachine:child");
    const SYNC = [
      allow("states:StartExecution", CHILD),
      allow("states:DescribeExecution", arnOf("states", "execution:child:*")),
      allow("states:StopExecution", arnOf("states", "execution:child:*")),
    ];
    const sync = async (pattern: string) => {
      const state = task(`states:startExecution${pattern}`, { StateMachineArn: CHILD, Input: { b: 2 } });
      const arn = await w.start(await w.machine({ X: state }, { name: `m${++machines}`, statements: SYNC }));
      await w.rested(arn);
      const [submitted] = (await w.history(arn)).filter(({ type }) => type === "TaskSubmitted");
      const { output } = (submitted as ShownEvent).taskSubmittedEventDetails as { output: string };
      return { arn, child: (JSON.parse(output) as { ExecutionArn: string }).ExecutionArn };
    };

    it("wait for the execution they started", async () => {
      const outputs = await Promise.all(
        [".sync", ".sync:2"].map(async (pattern) => {
          const { arn } = await sync(pattern);
          return { arn, pattern };
        }),
      );
      await w.advance(61);
      for (const { arn, pattern } of outputs) {
        const { status, output } = await w.rested(arn);
        assert.equal(status, "SUCCEEDED");
        const { Output } = JSON.parse(String(output)) as { Output: unknown };
        assert.deepEqual(Output, pattern === ".sync" ? '{"a":1}' : { a: 1 });
      }
    });

    it("stop the execution they started when they are stopped", async () => {
      const { arn, child } = await sync(".sync:2");
      await w.call("StopExecution", { executionArn: arn });
      assert.equal((await w.rested(child)).status, "ABORTED");
    });
  });

  for (const [resource, message] of Object.entries({
    "ecs:runTask.sync": /does not have the service integration ecs:runTask\.sync\./,
    "lambda:invoke.sync": /lambda:invoke\.sync/,
    "dynamodb:getItem.waitForTaskToken": /dynamodb:getItem\.waitForTaskToken/,
    "aws-sdk:rekognition:detectLabels": /aws-sdk:rekognition:detectLabels/,
    "aws-sdk:dynamodb:noSuchThing": /aws-sdk:dynamodb:noSuchThing/,
    "http:invoke": /http:invoke/,
  }))
    it(`refuses ${resource} by name, at creation`, async () => {
      const created = w.machine({ X: task(resource, {}) }, { name: `m${++machines}` });
      await w.refused(created, "InvalidDefinition", message);
    });
});
