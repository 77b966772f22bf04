import assert from "node:assert/strict";
import { Cloud } from "../../local/cloud.ts";
import type { AwsError } from "../../local/core/errors.ts";
import { zip } from "../../local/services/lambda/testing.ts";
import { temporaryDirectory } from "../kit/platform.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const arnOf = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:000000000000:${resource}`;
const roleArn = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const document = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const many = (count: number, text = "x") => text.repeat(count);
const policyOf = (value: unknown) => ({ Attributes: { FilterPolicy: JSON.stringify(value) } });
const RESERVED = "aws:owner";

/** What is there before anything is asked. */
const EXISTING = {
  /** Its messages are invisible for a second only. */
  hasty: arnOf("sqs", "hasty"),
  queue: arnOf("sqs", "existing"),
  topic: arnOf("sns", "existing"),
  function: arnOf("lambda", "function:existing"),
  role: roleArn("existing"),
} as const;

const TRUST = document({
  Effect: "Allow",
  Principal: { Service: ["lambda.amazonaws.com", "scheduler.amazonaws.com", "states.amazonaws.com"] },
  Action: "sts:AssumeRole",
});
const EVERYTHING = document({ Effect: "Allow", Action: "*", Resource: "*" });
const FUNCTION = {
  Runtime: "nodejs22.x",
  Role: EXISTING.role,
  Handler: "index.handler",
  Code: { ZipFile: Buffer.from(zip("exports.handler = () => 1;")).toString("base64") },
};

const states = (all: Readonly<Record<string, object>>) => JSON.stringify({ StartAt: "X", States: all });
const WORKFLOW = { name: "m", roleArn: EXISTING.role, definition: states({ X: { Type: "Succeed" } }) };

interface Refused {
  readonly service: string;
  readonly operation: string;
  /** What is taken, to show that it is not this that is refused. */
  readonly base: object;
  readonly code: string;
  /** What is wrong with each, and the members that make it so. */
  readonly cases: Readonly<Record<string, object>>;
}

const REFUSED: readonly Refused[] = [
  {
    service: "sqs",
    operation: "CreateQueue",
    base: { QueueName: "q" },
    code: "InvalidAttributeValue",
    cases: {
      "a visibility timeout above 12 hours": { Attributes: { VisibilityTimeout: "43201" } },
      "a retention below a minute": { Attributes: { MessageRetentionPeriod: "59" } },
      "a delay above 15 minutes": { Attributes: { DelaySeconds: "901" } },
      "a wait above 20 seconds": { Attributes: { ReceiveMessageWaitTimeSeconds: "21" } },
      "messages above 1 MiB": { Attributes: { MaximumMessageSize: "1048577" } },
      "data keys for less than a minute": { Attributes: { KmsDataKeyReusePeriodSeconds: "59" } },
      "a policy without statements": { Attributes: { Policy: "{}" } },
    },
  },
  {
    service: "sqs",
    operation: "CreateQueue",
    base: { QueueName: "other" },
    code: "InvalidParameterValueException",
    cases: {
      "a name with a space": { QueueName: "a b" },
      "a name of 81 characters": { QueueName: many(81) },
      "a FIFO name for a standard queue": { QueueName: "q.fifo" },
      "a FIFO queue without .fifo": { Attributes: { FifoQueue: "true" } },
      "a dead-letter queue that is not there": {
        Attributes: {
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf("sqs", "gone"), maxReceiveCount: 3 }),
        },
      },
      "1,001 receives": {
        Attributes: {
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: EXISTING.queue, maxReceiveCount: 1001 }),
        },
      },
      "a reserved tag": { tags: { [RESERVED]: "x" } },
    },
  },
  {
    service: "dynamodb",
    operation: "CreateTable",
    base: {
      TableName: "orders",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    },
    code: "ValidationException",
    cases: {
      "a name of 2 characters": { TableName: "ab" },
      "a name with an exclamation mark": { TableName: "a!b" },
      "an attribute without a key": {
        AttributeDefinitions: [
          { AttributeName: "id", AttributeType: "S" },
          { AttributeName: "other", AttributeType: "S" },
        ],
      },
      "a range key without a hash key": { KeySchema: [{ AttributeName: "id", KeyType: "RANGE" }] },
      "a key that is a Boolean": { AttributeDefinitions: [{ AttributeName: "id", AttributeType: "BOOL" }] },
      "provisioned capacity without figures": { BillingMode: "PROVISIONED" },
      "a stream without a view": { StreamSpecification: { StreamEnabled: true } },
      "no indexes at all": { GlobalSecondaryIndexes: [] },
      "a key that is not there": {
        SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: "gone" },
      },
      "a reserved tag": { Tags: [{ Key: RESERVED, Value: "x" }] },
    },
  },
  {
    service: "logs",
    operation: "CreateLogGroup",
    base: { logGroupName: "/orders" },
    code: "InvalidParameterException",
    cases: {
      "a name with a space": { logGroupName: "a b" },
      "a name of 513 characters": { logGroupName: many(513) },
      "a name that begins as AWS's": { logGroupName: "aws/orders" },
      "a class that AWS does not have": { logGroupClass: "RARE" },
      "a reserved tag": { tags: { [RESERVED]: "x" } },
    },
  },
  {
    service: "logs",
    operation: "PutRetentionPolicy",
    base: { logGroupName: "/existing", retentionInDays: 7 },
    code: "InvalidParameterException",
    cases: { "8 days": { retentionInDays: 8 }, "no days": { retentionInDays: 0 } },
  },
  {
    service: "sns",
    operation: "CreateTopic",
    base: { Name: "orders" },
    code: "InvalidParameter",
    cases: {
      "a name with a space": { Name: "a b" },
      "a name of 257 characters": { Name: many(257) },
      "an attribute that topics do not have": { Attributes: { Colour: "red" } },
      "a display name of 101 characters": { Attributes: { DisplayName: many(101) } },
      "a policy that is no JSON": { Attributes: { Policy: "{" } },
      "a signature version of 3": { Attributes: { SignatureVersion: "3" } },
      "a reserved tag": { Tags: [{ Key: RESERVED, Value: "x" }] },
    },
  },
  {
    service: "sns",
    operation: "Subscribe",
    base: { TopicArn: EXISTING.topic, Protocol: "sqs", Endpoint: EXISTING.queue },
    code: "InvalidParameter",
    cases: {
      "a protocol that SNS does not have": { Protocol: "pigeon" },
      "an endpoint that is no queue": { Endpoint: "queue" },
      "a FIFO queue at a standard topic": { Endpoint: `${EXISTING.queue}.fifo` },
      "a function that is a queue": { Protocol: "lambda" },
      "a filter policy that is no JSON": { Attributes: { FilterPolicy: "{" } },
      "a filter policy without lists": policyOf({ kind: "order" }),
      "a filter policy with an operator that SNS does not have": policyOf({ kind: [{ like: "order" }] }),
      "a nested filter policy for attributes": policyOf({ order: { kind: ["new"] } }),
      "a filter policy of six keys": policyOf({ a: [1], b: [1], c: [1], d: [1], e: [1], f: [1] }),
      "a scope that SNS does not have": { Attributes: { FilterPolicyScope: "Subject" } },
      "a redrive policy without a queue": { Attributes: { RedrivePolicy: "{}" } },
      "raw delivery by e-mail": {
        Protocol: "email",
        Endpoint: "ada@example.com",
        Attributes: { RawMessageDelivery: "true" },
      },
    },
  },
  {
    service: "monitoring",
    operation: "PutMetricAlarm",
    base: {
      AlarmName: "errors",
      Namespace: "Orders",
      MetricName: "Errors",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanThreshold",
    },
    code: "InvalidParameterValue",
    cases: {
      "a name of 256 characters": { AlarmName: many(256) },
      "a namespace that begins with a colon": { Namespace: ":Orders" },
      "a period of 45 seconds": { Period: 45 },
      "a statistic that CloudWatch does not have": { Statistic: "Median" },
      "two statistics": { ExtendedStatistic: "p99" },
      "more datapoints than periods": { DatapointsToAlarm: 2 },
      "periods of more than a week": { Period: 86_400, EvaluationPeriods: 8 },
      "an action that is no ARN": { AlarmActions: ["mail"] },
      "six actions": { AlarmActions: Array.from({ length: 6 }, () => EXISTING.topic) },
      "31 dimensions": {
        Dimensions: Array.from({ length: 31 }, (_, index) => ({ Name: `d${index}`, Value: "x" })),
      },
    },
  },
  {
    service: "kms",
    operation: "CreateKey",
    base: {},
    code: "MalformedPolicyDocumentException",
    cases: {
      "a policy that is no JSON": { Policy: "{" },
      "a policy that locks its author out": {
        Policy: document({
          Effect: "Allow",
          Principal: { Service: "sqs.amazonaws.com" },
          Action: "kms:*",
          Resource: "*",
        }),
      },
    },
  },
  {
    service: "kms",
    operation: "CreateKey",
    base: {},
    code: "TagException",
    cases: { "a reserved tag": { Tags: [{ TagKey: RESERVED, TagValue: "x" }] } },
  },
  {
    service: "iam",
    operation: "CreateRole",
    base: {
      RoleName: "worker",
      AssumeRolePolicyDocument: TRUST,
    },
    code: "ValidationError",
    cases: {
      "a name with a space": { RoleName: "a b" },
      "a name of 65 characters": { RoleName: many(65) },
      "a path without slashes": { Path: "team" },
      "sessions below an hour": { MaxSessionDuration: 3599 },
      "a description of 1,001 characters": { Description: many(1001) },
    },
  },
  {
    service: "iam",
    operation: "CreateRole",
    base: { RoleName: "other", AssumeRolePolicyDocument: TRUST },
    code: "MalformedPolicyDocument",
    cases: {
      "a trust policy that is no JSON": { AssumeRolePolicyDocument: "{" },
      "a trust policy with a resource": {
        AssumeRolePolicyDocument: document({
          Effect: "Allow",
          Principal: "*",
          Action: "sts:AssumeRole",
          Resource: "*",
        }),
      },
      "a trust policy for a role that is not there": {
        AssumeRolePolicyDocument: document({
          Effect: "Allow",
          Principal: { AWS: roleArn("gone") },
          Action: "sts:AssumeRole",
        }),
      },
    },
  },
  {
    service: "iam",
    operation: "TagRole",
    base: { RoleName: "existing", Tags: [{ Key: "owner", Value: "orders" }] },
    code: "InvalidInput",
    cases: { "a reserved tag": { Tags: [{ Key: RESERVED, Value: "x" }] } },
  },
  {
    service: "iam",
    operation: "PutRolePolicy",
    base: { RoleName: "existing", PolicyName: "all", PolicyDocument: EVERYTHING },
    code: "MalformedPolicyDocument",
    cases: {
      "an action without a service": {
        PolicyDocument: document({ Effect: "Allow", Action: "Get", Resource: "*" }),
      },
      "a statement without a resource": { PolicyDocument: document({ Effect: "Allow", Action: "s3:Get" }) },
      "a resource that is no ARN": {
        PolicyDocument: document({ Effect: "Allow", Action: "s3:Get", Resource: "bucket" }),
      },
      "a condition operator that IAM does not have": {
        PolicyDocument: document({
          Effect: "Allow",
          Action: "s3:Get",
          Resource: "*",
          Condition: { StringLooksLike: { "aws:RequestTag/a": "b" } },
        }),
      },
    },
  },
  {
    service: "lambda",
    operation: "CreateFunction",
    base: { ...FUNCTION, FunctionName: "f" },
    code: "ValidationException",
    cases: {
      "a name with a space": { FunctionName: "a b" },
      "a name of 65 characters": { FunctionName: many(65) },
      "a timeout above 15 minutes": { Timeout: 901 },
      "no time at all": { Timeout: 0 },
      "memory below 128 MB": { MemorySize: 127 },
      "memory above 10 GB": { MemorySize: 10_241 },
      "a disk below 512 MB": { EphemeralStorage: { Size: 511 } },
      "a handler with a space": { Handler: "a b" },
      "a variable that begins with a digit": { Environment: { Variables: { "1st": "x" } } },
      "a description of 257 characters": { Description: many(257) },
      "a role that is no ARN": { Role: "existing" },
    },
  },
  {
    service: "lambda",
    operation: "CreateFunction",
    base: { ...FUNCTION, FunctionName: "g" },
    code: "InvalidParameterValueException",
    cases: {
      "a reserved variable": { Environment: { Variables: { AWS_REGION: "x" } } },
      "variables above 4 KB": { Environment: { Variables: { LONG: many(4100) } } },
      "a package that is no archive": { Code: { ZipFile: Buffer.from("x").toString("base64") } },
      "no package": { Code: {} },
      "a role that is not there": { Role: roleArn("gone") },
      "a reserved tag": { Tags: { [RESERVED]: "x" } },
    },
  },
  {
    service: "lambda",
    operation: "CreateEventSourceMapping",
    base: { FunctionName: "existing", EventSourceArn: EXISTING.queue },
    code: "InvalidParameterValueException",
    cases: {
      "a visibility timeout below the function's": { EventSourceArn: EXISTING.hasty },
      "11 messages without a window": { BatchSize: 11 },
      "a queue that is not there": { EventSourceArn: arnOf("sqs", "gone") },
    },
  },
  {
    service: "scheduler",
    operation: "CreateSchedule",
    base: {
      Name: "s",
      ScheduleExpression: "rate(1 minute)",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: { Arn: EXISTING.function, RoleArn: EXISTING.role },
    },
    code: "ValidationException",
    cases: {
      "a name with a space": { Name: "a b" },
      "a rate of nothing": { ScheduleExpression: "rate(0 minutes)" },
      "a rate of 1 minutes": { ScheduleExpression: "rate(1 minutes)" },
      "a cron expression of five fields": { ScheduleExpression: "cron(* * * * *)" },
      "a cron expression with both days": { ScheduleExpression: "cron(0 0 * * * *)" },
      "minute 60": { ScheduleExpression: "cron(60 0 ? * MON *)" },
      "month 13": { ScheduleExpression: "at(2026-13-01T00:00:00)" },
      "a time zone on Mars": { ScheduleExpressionTimezone: "Mars/Olympus" },
      "a window without a width": { FlexibleTimeWindow: { Mode: "FLEXIBLE" } },
    },
  },
  {
    service: "scheduler",
    operation: "CreateScheduleGroup",
    base: { Name: "g" },
    code: "ValidationException",
    cases: { "a reserved tag": { Tags: [{ Key: RESERVED, Value: "x" }] } },
  },
  {
    service: "states",
    operation: "CreateStateMachine",
    base: WORKFLOW,
    code: "InvalidDefinition",
    cases: {
      "a definition that is no JSON": { definition: "{" },
      "a state that nothing leads to": {
        definition: states({ X: { Type: "Succeed" }, Y: { Type: "Succeed" } }),
      },
      "a state without a way out": { definition: states({ X: { Type: "Pass" } }) },
      "a state of no type": { definition: states({ X: { Type: "Nap", End: true } }) },
    },
  },
  {
    service: "states",
    operation: "CreateStateMachine",
    base: { ...WORKFLOW, name: "other" },
    code: "InvalidName",
    cases: { "a name with a space": { name: "a b" }, "a name of 81 characters": { name: many(81) } },
  },
  {
    service: "states",
    operation: "CreateStateMachine",
    base: { ...WORKFLOW, name: "tagged" },
    code: "ValidationException",
    cases: { "a reserved tag": { tags: [{ key: RESERVED, value: "x" }] } },
  },
  {
    service: "cognito-idp",
    operation: "CreateUserPool",
    base: { PoolName: "users" },
    code: "InvalidParameterException",
    cases: {
      "a name with a slash": { PoolName: "a/b" },
      "passwords of 5 characters": { Policies: { PasswordPolicy: { MinimumLength: 5 } } },
      "addresses as names and as aliases": { UsernameAttributes: ["email"], AliasAttributes: ["email"] },
      "a trigger that is no function": { LambdaConfig: { PreSignUp: "f" } },
      "a reserved tag": { UserPoolTags: { [RESERVED]: "x" } },
    },
  },
];

describe("What AWS refuses at creation", () => {
  let cloud: Cloud;
  const call = (service: string, operation: string, input: object) =>
    cloud.dispatcher.call(service, operation, input, cloud.iam.rootPrincipal);

  before(async () => {
    cloud = await Cloud.start({ account, port: 0, workDirectory: temporaryDirectory() });
    await call("sqs", "CreateQueue", { QueueName: "existing" });
    await call("sqs", "CreateQueue", { QueueName: "hasty", Attributes: { VisibilityTimeout: "1" } });
    await call("sns", "CreateTopic", { Name: "existing" });
    await call("logs", "CreateLogGroup", { logGroupName: "/existing" });
    await call("iam", "CreateRole", { RoleName: "existing", AssumeRolePolicyDocument: TRUST });
    const policy = { RoleName: "existing", PolicyName: "all", PolicyDocument: EVERYTHING };
    await call("iam", "PutRolePolicy", policy);
    await call("lambda", "CreateFunction", { ...FUNCTION, FunctionName: "existing" });
  });

  after(() => cloud.close());

  for (const { service, operation, base, code, cases } of REFUSED) {
    for (const [what, wrong] of Object.entries(cases))
      it(`${service}:${operation} with ${what}`, async () => {
        await assert.rejects(call(service, operation, { ...base, ...wrong }), (error: AwsError) => {
          assert.equal(error.code, code, error.message);
          return true;
        });
      });

    it(`${service}:${operation} otherwise not`, () => call(service, operation, base));
  }
});
