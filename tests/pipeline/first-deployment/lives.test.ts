import assert from "node:assert/strict";
import {
  bootstrapName,
  boundaryArn,
  globalArn,
  type Place,
  regionalArn,
} from "../../../ci/bootstrap/place.ts";
import { takeSteps } from "../../../ci/bootstrap/steps/step.ts";
import type { Principal } from "../../../local/core/access.ts";
import { zip } from "../../../local/services/lambda/testing.ts";
import { EmptyAccount } from "./account.ts";

const CODE = {
  Code: { ZipFile: Buffer.from(zip("exports.handler = async () => {};")).toString("base64") },
  Handler: "index.handler",
  Runtime: "nodejs22.x",
};

/**
 * The lives of resources by the calls that the provider makes, through the API and its authorization, in the name of
 * the deploying role: here it is the services of the local cloud that say what each call asks about.
 */
describe("the deploying role over the services' APIs", function () {
  this.timeout(60_000);
  let account: EmptyAccount;
  let place: Place;
  let deploying: Principal;
  let tags: readonly { readonly Key: string; readonly Value: string }[];

  before(async () => {
    account = await EmptyAccount.open();
    place = account.place();
    await takeSteps(account.steps(), { dryRun: false, print: () => {} });
    const role = globalArn(place, "iam", `role/${bootstrapName(place, "deploy")}`);
    deploying = account.cloud.iam.principalOf(role, "job");
    tags = Object.entries(place.tags).map(([Key, Value]) => ({ Key, Value }));
  });
  after(() => account.close());

  const call = <Output = unknown>(service: string, operation: string, input: object): Promise<Output> =>
    account.cloud.dispatcher.call<Output>(service, operation, input, deploying);
  const denied = (service: string, operation: string, input: object) =>
    assert.rejects(call(service, operation, input), { name: /^AccessDenied/ }, operation);
  const owner = { Key: "owner", Value: "orders" };

  async function key(): Promise<string> {
    const Tags = tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));
    const { KeyMetadata } = await call<{ KeyMetadata: { Arn: string } }>("kms", "CreateKey", { Tags });
    return KeyMetadata.Arn;
  }

  async function role(
    RoleName: string,
    service: string,
    statements: readonly object[] = [],
  ): Promise<string> {
    const trust = [
      { Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" },
    ];
    const document = (Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
    const { Role } = await call<{ Role: { Arn: string } }>("iam", "CreateRole", {
      RoleName,
      AssumeRolePolicyDocument: document(trust),
      PermissionsBoundary: boundaryArn(place),
      Tags: tags,
    });
    if (statements.length > 0)
      await call("iam", "PutRolePolicy", {
        RoleName,
        PolicyName: "grants",
        PolicyDocument: document(statements),
      });
    return Role.Arn;
  }

  it("keys and aliases", async () => {
    const KeyId = await key();
    await call("kms", "EnableKeyRotation", { KeyId });
    for (const read of ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"])
      await call("kms", read, { KeyId });
    await call("kms", "UpdateKeyDescription", { KeyId, Description: "new" });
    const { Policy } = await call<{ Policy: string }>("kms", "GetKeyPolicy", { KeyId });
    await call("kms", "PutKeyPolicy", { KeyId, Policy });
    await call("kms", "TagResource", { KeyId, Tags: [{ TagKey: "owner", TagValue: "orders" }] });
    await call("kms", "UntagResource", { KeyId, TagKeys: ["owner"] });
    await denied("kms", "UntagResource", { KeyId, TagKeys: ["environment"] });
    await call("kms", "CreateAlias", { AliasName: "alias/new-dev", TargetKeyId: KeyId });
    await denied("kms", "CreateAlias", { AliasName: "alias/new-prod", TargetKeyId: KeyId });
    await call("kms", "ListAliases", {});
    await call("kms", "UpdateAlias", { AliasName: "alias/new-dev", TargetKeyId: await key() });
    await call("kms", "DeleteAlias", { AliasName: "alias/new-dev" });
    await denied("kms", "GenerateDataKey", { KeyId, KeySpec: "AES_256" });
    await call("kms", "ScheduleKeyDeletion", { KeyId });
  });

  it("a table, encrypted with a key of the stack's", async () => {
    const TableName = "new-dev";
    const table = {
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
      SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: await key() },
      Tags: tags,
    };
    await denied("dynamodb", "CreateTable", { ...table, TableName: "new-prod" });
    const { TableDescription } = await call<{ TableDescription: { TableArn: string } }>(
      "dynamodb",
      "CreateTable",
      { ...table, TableName },
    );
    const ResourceArn = TableDescription.TableArn;
    for (const read of ["DescribeTable", "DescribeContinuousBackups", "DescribeTimeToLive"])
      await call("dynamodb", read, { TableName });
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await call("dynamodb", "UpdateContinuousBackups", { TableName, PointInTimeRecoverySpecification });
    const TimeToLiveSpecification = { AttributeName: "expiresAt", Enabled: true };
    await call("dynamodb", "UpdateTimeToLive", { TableName, TimeToLiveSpecification });
    await call("dynamodb", "UpdateTable", { TableName, DeletionProtectionEnabled: false });
    await call("dynamodb", "ListTagsOfResource", { ResourceArn });
    await call("dynamodb", "TagResource", { ResourceArn, Tags: [owner] });
    await call("dynamodb", "UntagResource", { ResourceArn, TagKeys: ["owner"] });
    await denied("dynamodb", "PutItem", { TableName, Item: { id: { S: "1" } } });
    await call("dynamodb", "DeleteTable", { TableName });
  });

  it("queues and topics", async () => {
    const { QueueUrl } = await call<{ QueueUrl: string }>("sqs", "CreateQueue", {
      QueueName: "lived-dev",
      tags: place.tags,
    });
    await call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { VisibilityTimeout: "60" } });
    await call("sqs", "GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
    await call("sqs", "TagQueue", { QueueUrl, Tags: { owner: "orders" } });
    await call("sqs", "ListQueueTags", { QueueUrl });
    await call("sqs", "UntagQueue", { QueueUrl, TagKeys: ["owner"] });
    await denied("sqs", "SendMessage", { QueueUrl, MessageBody: "hello" });
    await call("sqs", "DeleteQueue", { QueueUrl });

    const { TopicArn } = await call<{ TopicArn: string }>("sns", "CreateTopic", {
      Name: "new-dev",
      Tags: tags,
    });
    await denied("sns", "CreateTopic", { Name: "new-prod" });
    await call("sns", "SetTopicAttributes", {
      TopicArn,
      AttributeName: "DisplayName",
      AttributeValue: "new",
    });
    await call("sns", "GetTopicAttributes", { TopicArn });
    await call("sns", "TagResource", { ResourceArn: TopicArn, Tags: [owner] });
    await call("sns", "ListTagsForResource", { ResourceArn: TopicArn });
    await call("sns", "UntagResource", { ResourceArn: TopicArn, TagKeys: ["owner"] });
    await call("sns", "Subscribe", { TopicArn, Protocol: "email", Endpoint: "operators@example.com" });
    await denied("sns", "Publish", { TopicArn, Message: "hello" });
    await call("sns", "DeleteTopic", { TopicArn });
  });

  it("log groups, alarms and dashboards", async () => {
    const logGroupName = "/aws/lambda/new-dev";
    await call("logs", "CreateLogGroup", { logGroupName, tags: place.tags });
    await denied("logs", "CreateLogGroup", { logGroupName: "/aws/lambda/new-prod" });
    await call("logs", "PutRetentionPolicy", { logGroupName, retentionInDays: 7 });
    await call("logs", "DescribeLogGroups", { logGroupNamePrefix: logGroupName });
    const resourceArn = regionalArn(place, "logs", `log-group:${logGroupName}`);
    await call("logs", "ListTagsForResource", { resourceArn });
    await call("logs", "TagResource", { resourceArn, tags: { owner: "orders" } });
    await call("logs", "UntagResource", { resourceArn, tagKeys: ["owner"] });
    await denied("logs", "FilterLogEvents", { logGroupName });
    await call("logs", "DeleteLogGroup", { logGroupName });
    await call("logs", "DescribeResourcePolicies", {});

    const AlarmName = "new-dev";
    const alarm = {
      Namespace: "AWS/SQS",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Statistic: "Maximum",
      Period: "60",
      EvaluationPeriods: "1",
      Threshold: "0",
      ComparisonOperator: "GreaterThanThreshold",
    };
    await call("monitoring", "PutMetricAlarm", { ...alarm, AlarmName });
    await denied("monitoring", "PutMetricAlarm", { ...alarm, AlarmName: "new-prod" });
    await call("monitoring", "DescribeAlarms", { AlarmNames: [AlarmName] });
    await call("monitoring", "DeleteAlarms", { AlarmNames: [AlarmName] });
    const DashboardName = "new-dev";
    await call("monitoring", "PutDashboard", { DashboardName, DashboardBody: '{"widgets":[]}' });
    await call("monitoring", "GetDashboard", { DashboardName });
    await call("monitoring", "DeleteDashboards", { DashboardNames: [DashboardName] });
  });

  it("a user pool with its client and groups", async () => {
    const pool = { PoolName: "new-dev" };
    await denied("cognito-idp", "CreateUserPool", pool);
    await denied("cognito-idp", "CreateUserPool", {
      ...pool,
      UserPoolTags: { ...place.tags, environment: "prod" },
    });
    const { UserPool } = await call<{ UserPool: { Id: string; Arn: string } }>(
      "cognito-idp",
      "CreateUserPool",
      { ...pool, UserPoolTags: place.tags },
    );
    const UserPoolId = UserPool.Id;
    await call("cognito-idp", "DescribeUserPool", { UserPoolId });
    await call("cognito-idp", "GetUserPoolMfaConfig", { UserPoolId });
    await call("cognito-idp", "UpdateUserPool", { UserPoolId, UserPoolTags: place.tags });
    const ResourceArn = UserPool.Arn;
    await call("cognito-idp", "TagResource", { ResourceArn, Tags: { owner: "orders" } });
    await denied("cognito-idp", "TagResource", { ResourceArn, Tags: { environment: "prod" } });
    await call("cognito-idp", "UntagResource", { ResourceArn, TagKeys: ["owner"] });
    await denied("cognito-idp", "UntagResource", { ResourceArn, TagKeys: ["environment"] });
    await call("cognito-idp", "ListTagsForResource", { ResourceArn });
    const { UserPoolClient } = await call<{ UserPoolClient: { ClientId: string } }>(
      "cognito-idp",
      "CreateUserPoolClient",
      { UserPoolId, ClientName: "new" },
    );
    const { ClientId } = UserPoolClient;
    await call("cognito-idp", "DescribeUserPoolClient", { UserPoolId, ClientId });
    await call("cognito-idp", "UpdateUserPoolClient", { UserPoolId, ClientId });
    await call("cognito-idp", "DeleteUserPoolClient", { UserPoolId, ClientId });
    const group = { UserPoolId, GroupName: "customer" };
    for (const operation of ["CreateGroup", "GetGroup", "UpdateGroup", "DeleteGroup"])
      await call("cognito-idp", operation, group);
    await denied("cognito-idp", "ListUsers", { UserPoolId });
    await call("cognito-idp", "DeleteUserPool", { UserPoolId });
  });

  it("a function with its role, permission and queue", async () => {
    const { QueueUrl } = await call<{ QueueUrl: string }>("sqs", "CreateQueue", {
      QueueName: "consumed-dev",
    });
    const EventSourceArn = regionalArn(place, "sqs", "consumed-dev");
    const Role = await role("new-dev", "lambda", [
      {
        Effect: "Allow",
        Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        Resource: EventSourceArn,
      },
    ]);
    const FunctionName = "new-dev";
    const settings = { ...CODE, Tags: place.tags };
    await denied("lambda", "CreateFunction", { ...settings, FunctionName: "new-prod", Role });
    const deployRole = globalArn(place, "iam", `role/${bootstrapName(place, "deploy")}`);
    await denied("lambda", "CreateFunction", { ...settings, FunctionName, Role: deployRole });
    await call("lambda", "CreateFunction", { ...settings, FunctionName, Role });
    for (const read of ["GetFunction", "GetFunctionConfiguration", "ListVersionsByFunction"])
      await call("lambda", read, { FunctionName });
    await call("lambda", "UpdateFunctionConfiguration", { FunctionName, Role, Timeout: 5 });
    await call("lambda", "UpdateFunctionCode", { FunctionName, ...CODE.Code });
    const Resource = regionalArn(place, "lambda", `function:${FunctionName}`);
    await call("lambda", "ListTags", { Resource });
    await call("lambda", "TagResource", { Resource, Tags: { owner: "orders" } });
    await call("lambda", "UntagResource", { Resource, TagKeys: ["owner"] });
    const permission = { FunctionName, StatementId: "api", Action: "lambda:InvokeFunction" };
    await call("lambda", "AddPermission", { ...permission, Principal: "apigateway.amazonaws.com" });
    await denied("lambda", "AddPermission", { ...permission, StatementId: "any", Principal: "*" });
    await call("lambda", "GetPolicy", { FunctionName });
    await call("lambda", "RemovePermission", { FunctionName, StatementId: "api" });
    await call("lambda", "PutFunctionEventInvokeConfig", { FunctionName, MaximumRetryAttempts: 1 });
    await call("lambda", "GetFunctionEventInvokeConfig", { FunctionName });
    await call("lambda", "DeleteFunctionEventInvokeConfig", { FunctionName });
    const { UUID } = await call<{ UUID: string }>("lambda", "CreateEventSourceMapping", {
      FunctionName,
      EventSourceArn,
    });
    await call("lambda", "GetEventSourceMapping", { UUID });
    await call("lambda", "UpdateEventSourceMapping", { UUID, BatchSize: 5 });
    await call("lambda", "DeleteEventSourceMapping", { UUID });
    await denied("lambda", "Invoke", { FunctionName });
    await call("lambda", "DeleteFunction", { FunctionName });
    await call("sqs", "DeleteQueue", { QueueUrl });

    const RoleName = "new-dev";
    for (const read of [
      "GetRole",
      "ListRolePolicies",
      "ListAttachedRolePolicies",
      "ListInstanceProfilesForRole",
    ])
      await call("iam", read, { RoleName });
    await call("iam", "GetRolePolicy", { RoleName, PolicyName: "grants" });
    await call("iam", "UpdateRoleDescription", { RoleName, Description: "new" });
    await call("iam", "TagRole", { RoleName, Tags: [owner] });
    await call("iam", "UntagRole", { RoleName, TagKeys: ["owner"] });
    await denied("iam", "DeleteRolePermissionsBoundary", { RoleName });
    await denied("iam", "AttachRolePolicy", { RoleName, PolicyArn: boundaryArn(place) });
    await call("iam", "DeleteRolePolicy", { RoleName, PolicyName: "grants" });
    await call("iam", "DeleteRole", { RoleName });
  });

  it("a schedule in its group, with a role of its own", async () => {
    const group = { Name: "new-dev", Tags: tags };
    const { ScheduleGroupArn: ResourceArn } = await call<{ ScheduleGroupArn: string }>(
      "scheduler",
      "CreateScheduleGroup",
      group,
    );
    await call("scheduler", "GetScheduleGroup", { Name: group.Name });
    await call("scheduler", "ListTagsForResource", { ResourceArn });
    await call("scheduler", "TagResource", { ResourceArn, Tags: [owner] });
    await call("scheduler", "UntagResource", { ResourceArn, TagKeys: ["owner"] });
    const RoleArn = await role("scheduled-dev", "scheduler");
    const FunctionName = "scheduled-dev";
    const Role = await role("invoked-dev", "lambda");
    await call("lambda", "CreateFunction", { ...CODE, FunctionName, Role });
    const schedule = {
      Name: "new-dev",
      GroupName: group.Name,
      ScheduleExpression: "rate(1 minute)",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: { Arn: regionalArn(place, "lambda", `function:${FunctionName}`), RoleArn },
    };
    await denied("scheduler", "CreateSchedule", { ...schedule, Name: "new-prod" });
    const named = { Name: schedule.Name, GroupName: schedule.GroupName };
    await call("scheduler", "CreateSchedule", schedule);
    await call("scheduler", "GetSchedule", named);
    await call("scheduler", "UpdateSchedule", schedule);
    await call("scheduler", "DeleteSchedule", named);
    await call("scheduler", "DeleteScheduleGroup", { Name: group.Name });
    await call("lambda", "DeleteFunction", { FunctionName });
    for (const RoleName of ["scheduled-dev", "invoked-dev"]) await call("iam", "DeleteRole", { RoleName });
  });

  it("a bus with its archive, rule and target", async () => {
    const Name = "new-dev";
    await denied("events", "CreateEventBus", { Name: "new-prod" });
    const { EventBusArn } = await call<{ EventBusArn: string }>("events", "CreateEventBus", {
      Name,
      Tags: tags,
    });
    await call("events", "DescribeEventBus", { Name });
    await call("events", "UpdateEventBus", { Name, Description: "new" });
    const archive = { ArchiveName: "new-dev", RetentionDays: 7 };
    await denied("events", "CreateArchive", {
      ...archive,
      ArchiveName: "new-prod",
      EventSourceArn: EventBusArn,
    });
    await call("events", "CreateArchive", { ...archive, EventSourceArn: EventBusArn });
    await call("events", "DescribeArchive", { ArchiveName: archive.ArchiveName });
    await call("events", "UpdateArchive", { ...archive, RetentionDays: 14 });

    const rule = { Name: "made-dev", EventBusName: Name };
    const EventPattern = JSON.stringify({ source: ["orders"] });
    await denied("events", "PutRule", { Name: "made-dev", EventPattern });
    const { RuleArn } = await call<{ RuleArn: string }>("events", "PutRule", {
      ...rule,
      EventPattern,
      Tags: tags,
    });
    await call("events", "DescribeRule", rule);
    for (const ResourceARN of [EventBusArn, RuleArn]) {
      await call("events", "ListTagsForResource", { ResourceARN });
      await call("events", "TagResource", { ResourceARN, Tags: [owner] });
      await call("events", "UntagResource", { ResourceARN, TagKeys: ["owner"] });
    }
    const ofRule = { Rule: rule.Name, EventBusName: Name };
    const Targets = [{ Id: "made-dev", Arn: regionalArn(place, "sqs", "made-dev") }];
    await call("events", "PutTargets", { ...ofRule, Targets });
    await call("events", "ListTargetsByRule", ofRule);
    await denied("events", "PutEvents", {
      Entries: [{ EventBusName: Name, Source: "orders", DetailType: "Made", Detail: "{}" }],
    });
    await call("events", "RemoveTargets", { ...ofRule, Ids: ["made-dev"] });
    await call("events", "DeleteRule", rule);
    await call("events", "DeleteArchive", { ArchiveName: archive.ArchiveName });
    await call("events", "DeleteEventBus", { Name });
  });

  it("an identity that sends mail, with its configuration set", async () => {
    const ConfigurationSetName = "new-dev";
    const EventDestinationName = "cloudwatch";
    const EventDestination = {
      MatchingEventTypes: ["SEND"],
      CloudWatchDestination: {
        DimensionConfigurations: [
          { DimensionName: "d", DimensionValueSource: "MESSAGE_TAG", DefaultDimensionValue: "none" },
        ],
      },
    };
    await denied("ses", "CreateConfigurationSet", { ConfigurationSetName: "new-prod" });
    await call("ses", "CreateConfigurationSet", { ConfigurationSetName, Tags: tags });
    await call("ses", "GetConfigurationSet", { ConfigurationSetName });
    await call("ses", "PutConfigurationSetReputationOptions", { ConfigurationSetName });
    const destination = { ConfigurationSetName, EventDestinationName };
    await call("ses", "CreateConfigurationSetEventDestination", { ...destination, EventDestination });
    await call("ses", "GetConfigurationSetEventDestinations", { ConfigurationSetName });
    await call("ses", "UpdateConfigurationSetEventDestination", { ...destination, EventDestination });
    await call("ses", "DeleteConfigurationSetEventDestination", destination);

    const EmailIdentity = "new.example.com";
    const ResourceArn = regionalArn(place, "ses", `identity/${EmailIdentity}`);
    await call("ses", "CreateEmailIdentity", { EmailIdentity, Tags: tags });
    await call("ses", "GetEmailIdentity", { EmailIdentity });
    await call("ses", "PutEmailIdentityConfigurationSetAttributes", { EmailIdentity, ConfigurationSetName });
    await call("ses", "ListTagsForResource", { ResourceArn });
    await call("ses", "TagResource", { ResourceArn, Tags: [owner] });
    await call("ses", "UntagResource", { ResourceArn, TagKeys: ["owner"] });
    await denied("ses", "UntagResource", { ResourceArn, TagKeys: ["environment"] });
    await denied("ses", "SendEmail", {
      FromEmailAddress: `orders@${EmailIdentity}`,
      Content: { Simple: { Subject: { Data: "s" }, Body: { Text: { Data: "t" } } } },
    });
    await call("ses", "DeleteEmailIdentity", { EmailIdentity });
    await call("ses", "DeleteConfigurationSet", { ConfigurationSetName });

    const others = tags.map(({ Key, Value }) => ({ Key, Value: Value.replace("dev", "prod") }));
    await account.cloud.dispatcher.call(
      "ses",
      "CreateEmailIdentity",
      { EmailIdentity: "theirs.example.com", Tags: others },
      account.cloud.iam.rootPrincipal,
    );
    await denied("ses", "DeleteEmailIdentity", { EmailIdentity: "theirs.example.com" });
  });

  it("a state machine with its role and log group", async () => {
    const logGroupName = "/aws/vendedlogs/states/new-dev";
    await call("logs", "CreateLogGroup", { logGroupName, tags: place.tags });
    const roleArn = await role("run-dev", "states", [
      {
        Effect: "Allow",
        Action: ["logs:*LogDeliver*", "logs:Describe*", "logs:PutResourcePolicy"],
        Resource: "*",
      },
    ]);
    const definition = JSON.stringify({ StartAt: "Done", States: { Done: { Type: "Succeed" } } });
    const machine = {
      definition,
      roleArn,
      loggingConfiguration: {
        level: "ALL",
        destinations: [
          {
            cloudWatchLogsLogGroup: {
              logGroupArn: regionalArn(place, "logs", `log-group:${logGroupName}:*`),
            },
          },
        ],
      },
      tags: Object.entries(place.tags).map(([key, value]) => ({ key, value })),
    };
    await call("states", "ValidateStateMachineDefinition", { definition });
    await denied("states", "CreateStateMachine", { ...machine, name: "new-prod" });
    const deployRole = globalArn(place, "iam", `role/${bootstrapName(place, "deploy")}`);
    await denied("states", "CreateStateMachine", { ...machine, name: "new-dev", roleArn: deployRole });
    const { stateMachineArn } = await call<{ stateMachineArn: string }>("states", "CreateStateMachine", {
      ...machine,
      name: "new-dev",
    });
    await call("states", "DescribeStateMachine", { stateMachineArn });
    await call("states", "UpdateStateMachine", { stateMachineArn, definition, roleArn });
    await call("states", "ListTagsForResource", { resourceArn: stateMachineArn });
    await call("states", "TagResource", {
      resourceArn: stateMachineArn,
      tags: [{ key: "owner", value: "orders" }],
    });
    await call("states", "UntagResource", { resourceArn: stateMachineArn, tagKeys: ["owner"] });
    await denied("states", "StartExecution", { stateMachineArn });
    await call("states", "DeleteStateMachine", { stateMachineArn });
    await call("logs", "DeleteLogGroup", { logGroupName });
    await call("iam", "DeleteRolePolicy", { RoleName: "run-dev", PolicyName: "grants" });
    await call("iam", "DeleteRole", { RoleName: "run-dev" });
  });
});
