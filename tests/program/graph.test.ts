import assert from "node:assert/strict";
import { NAME_LIMITS } from "../../components/core/names.ts";
import { preview, up } from "../../local/engine/engine.ts";
import type { Platform } from "../../local/platform.ts";
import type { Provider } from "../../local/provider/provider.ts";
import { Graph, json } from "../kit/graph.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { freshPlatform, projectDirectory, projectWithStack, sharedPlatform } from "../kit/platform.ts";

const QUEUE = "aws:sqs/queue:Queue";
const TABLE = "aws:dynamodb/table:Table";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const INVOKE_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";

describe("the program's graph", function () {
  this.timeout(120_000);
  let platform: Platform;
  let graph: Graph;

  before(async () => {
    platform = await sharedPlatform();
    graph = new Graph(platform);
  });

  it("exports what its users need", () => {
    assert.deepEqual(Object.keys(platform.outputs).sort(), [
      "apiUrl",
      "eventBusName",
      "operatorsTopicArn",
      "orderEventsDlqUrl",
      "orderEventsQueueUrl",
      "ordersTableName",
      "userPoolClientId",
      "userPoolId",
    ]);
    assert.match(String(platform.outputs.apiUrl), /^https?:\/\/[^/]+$/);
  });

  it("puts every resource of AWS below a component below a tier below the stack", () => {
    const parents = new Map(graph.resources.map(({ urn, parent }) => [urn, parent]));
    for (const { urn, parent } of graph.custom) {
      const component = parent === undefined ? undefined : parents.get(parent);
      const tier = component === undefined ? undefined : parents.get(component);
      assert.match(tier ?? "", /::pulumi:pulumi:Stack::/, urn);
    }
  });

  it("gives every child a name that begins with its component's", () => {
    for (const { name, parent } of graph.custom) {
      assert.ok(name.startsWith(parent?.split("::").at(-1) ?? " "), `${name} below ${parent}`);
    }
  });

  it("carries the stack in every physical name", () => {
    for (const type of [QUEUE, TABLE, "aws:iam/role:Role", "aws:lambda/function:Function"]) {
      for (const { inputs } of graph.ofType(type)) assert.match(String(inputs.name), /-dev$/);
    }
  });

  it("gives every queue with a consumer a dead-letter queue with the same retention, which takes from it only", () => {
    const byArn = new Map(graph.ofType(QUEUE).map((queue) => [queue.outputs.arn, queue]));
    for (const { inputs } of graph.ofType("aws:lambda/eventSourceMapping:EventSourceMapping")) {
      const queue = byArn.get(inputs.eventSourceArn);
      const { deadLetterTargetArn, maxReceiveCount } = json(queue?.inputs.redrivePolicy);
      assert.ok(Number(maxReceiveCount) >= 3);
      const deadLetters = byArn.get(deadLetterTargetArn);
      assert.equal(deadLetters?.inputs.messageRetentionSeconds, queue?.inputs.messageRetentionSeconds);
      const allow = graph.find("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", deadLetters?.name ?? "");
      assert.deepEqual(json(allow.inputs.redriveAllowPolicy), {
        redrivePermission: "byQueue",
        sourceQueueArns: [queue?.outputs.arn],
      });
    }
  });

  it("has nowhere to lose what fails: consumer, asynchronous function and schedule end in a dead-letter queue", () => {
    const arn = (name: string) => graph.find(QUEUE, name).outputs.arn;
    const { destinationConfig } = graph.find(INVOKE_CONFIG, "orders-reconcile").inputs;
    assert.deepEqual(destinationConfig, { onFailure: { destination: arn("orders-reconcile-dlq") } });
    const { target } = graph.find("aws:scheduler/schedule:Schedule", "orders-reconcile-schedule").inputs;
    assert.deepEqual((target as { deadLetterConfig: unknown }).deadLetterConfig, {
      arn: arn("orders-reconcile-schedule-dlq"),
    });
  });

  it("raises an alarm with the operators' topic on every dead-letter queue", () => {
    const topic = graph.find("aws:sns/topic:Topic", "operators").outputs.arn;
    const deadLetters = graph.ofType(QUEUE).filter(({ name }) => name.endsWith("-dlq"));
    assert.equal(deadLetters.length, 7);
    for (const { name, inputs } of deadLetters) {
      const alarm = graph.find(ALARM, `${name}-depth`).inputs;
      assert.deepEqual(alarm.dimensions, { QueueName: inputs.name });
      assert.equal(alarm.metricName, "ApproximateNumberOfMessagesVisible");
      assert.equal(alarm.threshold, 0);
    }
    for (const { inputs } of graph.ofType(ALARM)) assert.deepEqual(inputs.alarmActions, [topic]);
  });

  it("encrypts everything at rest with its own keys, and takes messages over TLS only", () => {
    const dataKey = graph.find("aws:kms/key:Key", "orderflow-data").outputs.arn;
    const logsKey = graph.find("aws:kms/key:Key", "orderflow-logs").outputs.arn;
    for (const { inputs } of graph.ofType("aws:kms/key:Key")) assert.equal(inputs.enableKeyRotation, true);
    for (const { inputs } of graph.ofType(TABLE)) {
      assert.deepEqual(inputs.serverSideEncryption, { enabled: true, kmsKeyArn: dataKey });
      assert.deepEqual(inputs.pointInTimeRecovery, { enabled: true });
    }
    for (const { name, inputs } of graph.ofType(QUEUE)) {
      assert.equal(inputs.kmsMasterKeyId, dataKey);
      const policy = json(graph.find("aws:sqs/queuePolicy:QueuePolicy", name).inputs.policy);
      assert.deepEqual((policy.Statement as { Condition: unknown }[])[0]?.Condition, {
        Bool: { "aws:SecureTransport": "false" },
      });
    }
    for (const { inputs } of graph.ofType("aws:cloudwatch/logGroup:LogGroup")) {
      assert.equal(inputs.kmsKeyId, logsKey);
      assert.equal(inputs.retentionInDays, 7);
    }
  });

  it("asks for a token with a scope on every route", () => {
    const authorizer = graph.find("aws:apigatewayv2/authorizer:Authorizer", "orderflow-jwt");
    for (const { inputs } of graph.ofType("aws:apigatewayv2/route:Route")) {
      assert.equal(inputs.authorizationType, "JWT");
      assert.equal(inputs.authorizerId, authorizer.id);
      assert.deepEqual(inputs.authorizationScopes, ["aws.cognito.signin.user.admin"]);
    }
  });

  it("says in every alarm why it matters", () => {
    for (const { inputs } of graph.ofType(ALARM)) {
      assert.ok(String(inputs.alarmDescription).length > 60, String(inputs.name));
    }
  });

  it("changes nothing when it is deployed again", async () => {
    const { changes } = await up({
      directory: projectDirectory,
      stack: "dev",
      provider: platform.cloud.provider,
      state: platform.deployment.state,
    });
    assert.deepEqual(Object.keys(changes), ["same"]);
  });

  it("previews a change of a setting as that change, with nothing that merely depends on it", async () => {
    const changed: string[] = [];
    await preview({
      directory: projectDirectory,
      stack: "dev",
      provider: platform.cloud.provider,
      state: platform.deployment.state,
      config: { "orderflow:queueVisibilityTimeoutSeconds": "60" },
      onEvent: (event) => {
        if (event.kind === "step" && event.op !== "same")
          changed.push(`${event.op} ${event.name} ${Object.keys(event.diff ?? {})}`);
      },
    });
    assert.deepEqual(changed, ["update order-events visibilityTimeoutSeconds"]);
  });

  it("declares every resource before anything is known: none is made inside an apply", async () => {
    const { state } = await preview({
      directory: projectDirectory,
      stack: "dev",
      provider: knowingNothing(platform.cloud.provider),
    });
    const urns = (resources: readonly { readonly urn: string }[]) => resources.map(({ urn }) => urn).sort();
    assert.deepEqual(urns(state.resources), urns(platform.deployment.state.resources));
  });

  it("deploys with a stack name of 40 characters, every name within AWS's limit", async () => {
    const stack = "feature-a-branch-with-a-rather-long-name";
    assert.equal(stack.length, 40);
    const settings = { "aws:region": "us-east-1", "orderflow:adminPasswordSignIn": "true" };
    const long = await freshPlatform(stack, projectWithStack(stack, settings));
    const names = new Graph(long);
    for (const [type, limit] of [
      [QUEUE, NAME_LIMITS.queue],
      ["aws:iam/role:Role", NAME_LIMITS.role],
      ["aws:lambda/function:Function", NAME_LIMITS.function],
      ["aws:cloudwatch/metricAlarm:MetricAlarm", NAME_LIMITS.alarm],
      ["aws:cloudwatch/logGroup:LogGroup", NAME_LIMITS.logGroup],
    ] as const) {
      const physical = names.ofType(type).map(({ inputs }) => String(inputs.name));
      assert.equal(new Set(physical).size, physical.length);
      for (const name of physical) assert.ok(name.length <= limit, name);
    }
    const customer = await OrdersApi.as(long, "demo");
    await customer.confirmed(await customer.createdId());
  });

  it("protects what holds data in production, and refuses administrators' sign-in", async () => {
    const production = await freshPlatform("prod");
    const prod = new Graph(production);
    for (const type of [TABLE, QUEUE, "aws:kms/key:Key", "aws:cognito/userPool:UserPool"]) {
      for (const resource of prod.ofType(type)) assert.equal(resource.protect, true, resource.urn);
    }
    for (const { inputs } of prod.ofType(TABLE)) assert.equal(inputs.deletionProtectionEnabled, true);
    for (const { inputs } of prod.ofType("aws:cognito/userPool:UserPool")) {
      assert.equal(inputs.deletionProtection, "ACTIVE");
    }
    await assert.rejects(OrdersApi.as(production, "demo"), /Auth flow not enabled for this client/);
  });
});

/** A provider that foretells of no resource what it will be, so that at preview every output is unknown. */
function knowingNothing(provider: Provider): Provider {
  return { ...provider, create: async () => ({ id: "", properties: {} }) };
}
