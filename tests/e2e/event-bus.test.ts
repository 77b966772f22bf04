import assert from "node:assert/strict";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { DeployedBus } from "../kit/event-bus.ts";
import { expectWarnings } from "../kit/expected-warnings.ts";
import { waitFor } from "../kit/wait.ts";

describe("a bus of the program's components", function () {
  this.timeout(60_000);
  let bus: DeployedBus;
  before(async () => {
    bus = await DeployedBus.start();
  });
  after(() => bus.stop());

  const received = async () => {
    const command = new ReceiveMessageCommand({
      QueueUrl: bus.outputs.queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 5,
      MessageSystemAttributeNames: ["AWSTraceHeader"],
    });
    const { Messages = [] } = await bus.sqs.send(command);
    return Messages.map(({ Body = "", Attributes }) => ({
      event: JSON.parse(Body),
      trace: Attributes?.AWSTraceHeader,
    }));
  };
  const worked = () => {
    const name = `/aws/lambda/${bus.outputs.functionName}`;
    const streams = bus.cloud.logs.groups.list().find((group) => group.name === name)?.streams ?? [];
    return [...streams].flatMap(({ events }) =>
      events.flatMap(({ message }) => /worked on (\S+) (\S+)/.exec(message) ?? []),
    );
  };

  it("brings an event of one kind to the queue, with its trace", async () => {
    const Root = "1-67891233-abcdef012345678912345678";
    const id = await bus.publish("OrderConfirmed", { id: "o1" }, { TraceHeader: `Root=${Root};Sampled=1` });
    const [message] = await received();
    assert.deepEqual(
      [message?.event.id, message?.event.detail, message?.event.account],
      [id, { id: "o1" }, "000000000000"],
    );
    assert.match(message?.trace ?? "", new RegExp(Root));
  });

  it("starts the function for what the details satisfy, under the same trace", async () => {
    const Root = "1-67891234-abcdef012345678912345678";
    await bus.publish("OrderCreated", { id: "cheap", total: 99.5 });
    await bus.publish("OrderCreated", { id: "dear", total: 100 }, { TraceHeader: `Root=${Root};Sampled=1` });
    await waitFor("the function's line", () => worked().length > 0);
    const lines = worked();
    assert.equal(lines[1], "dear");
    assert.match(lines[2] ?? "", new RegExp(Root));
    assert.equal(lines.length, 3, "one line for one event");
  });

  it("takes events of no other source from the publisher, and none from others", async () => {
    await assert.rejects(bus.publish("OrderConfirmed", {}, { Source: "orderflow.users" }), {
      name: "AccessDeniedException",
      message:
        /publisher\S*\/test is not authorized to perform: events:PutEvents on resource: \S+event-bus\/orderflow-dev/,
    });
    const { iam } = bus.cloud;
    const worker = iam.assume(
      "arn:aws:iam::000000000000:role/work-dev",
      {
        kind: "service",
        service: "lambda.amazonaws.com",
        sourceArn: `arn:aws:lambda:eu-west-1:000000000000:function:${bus.outputs.functionName}`,
      },
      "test",
      3_600,
    );
    const entry = {
      Source: "orderflow.orders",
      DetailType: "OrderConfirmed",
      Detail: "{}",
      EventBusName: bus.outputs.busName,
    };
    await assert.rejects(bus.call("PutEvents", { Entries: [entry] }, worker), {
      name: "AccessDeniedException",
    });
    await assert.rejects(bus.call("DeleteEventBus", { Name: bus.outputs.busName }, worker), {
      name: "AccessDeniedException",
    });
  });

  it("replays its archive to one rule", async () => {
    const { archiveArn, busArn } = bus.outputs;
    const id = await bus.publish("OrderFailed", { id: "o2" });
    assert.deepEqual(
      (await received()).map(({ event }) => event.id),
      [id],
    );
    await bus.call("StartReplay", {
      ReplayName: "again",
      EventSourceArn: archiveArn,
      EventStartTime: bus.cloud.clock.now() / 1000 - 3_600,
      EventEndTime: bus.cloud.clock.now() / 1000 + 3_600,
      Destination: {
        Arn: busArn,
        FilterArns: [busArn.replace("event-bus/orderflow-dev", "rule/orderflow-dev/mailed-dev")],
      },
    });
    const again: Record<string, unknown>[] = [];
    await waitFor("both events of the queue's rule", async () => {
      again.push(...(await received()).map(({ event }) => event));
      return again.length >= 2;
    });
    assert.deepEqual(
      again.map((event) => event["replay-name"]),
      ["again", "again"],
    );
    assert.ok(again.some((event) => event.id === id));
    assert.equal((await bus.call("DescribeReplay", { ReplayName: "again" })).State, "COMPLETED");
    assert.equal(worked().length, 3, "the other rule got none");
  });

  it("starts a state machine as the target's role, which has to be allowed to, once for each event", async () => {
    const { dispatcher, iam } = bus.cloud;
    const call = <T>(service: string, operation: string, input: object) =>
      dispatcher.call<T>(service, operation, input, iam.rootPrincipal);
    const role = async (RoleName: string, Service: string) => {
      const Statement = [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }];
      const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
      await call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument });
      return `arn:aws:iam::000000000000:role/${RoleName}`;
    };
    const machine = { name: "saga", roleArn: await role("saga", "states.amazonaws.com") };
    const definition = JSON.stringify({ StartAt: "X", States: { X: { Type: "Succeed" } } });
    const { stateMachineArn } = await call<{ stateMachineArn: string }>("states", "CreateStateMachine", {
      ...machine,
      definition,
    });
    const RoleArn = await role("starts-saga", "events.amazonaws.com");
    const rule = { EventBusName: bus.outputs.busName };
    await bus.call("PutRule", { ...rule, Name: "saga", EventPattern: '{"detail-type":["OrderPaid"]}' });
    const target = { Id: "saga", Arn: stateMachineArn, RoleArn, InputPath: "$.detail" };
    await bus.call("PutTargets", { ...rule, Rule: "saga", Targets: [target] });
    const executions = async () => {
      const answer = await call<{ executions: readonly { name: string; executionArn: string }[] }>(
        "states",
        "ListExecutions",
        { stateMachineArn },
      );
      return answer.executions;
    };
    const unexpect = expectWarnings("states:StartExecution");
    await bus.publish("OrderPaid", { id: "refused" });
    const asked = {
      Namespace: "AWS/Events",
      MetricName: "FailedInvocations",
      Dimensions: [
        { Name: "EventBusName", Value: bus.outputs.busName },
        { Name: "RuleName", Value: "saga" },
      ],
      Period: 60,
      Statistics: ["Sum"],
    };
    await waitFor("the refusal", async () => {
      const now = bus.cloud.clock.now();
      const times = { StartTime: new Date(now - 300_000), EndTime: new Date(now + 60_000) };
      const input = { ...asked, ...times };
      return (
        (await call<{ Datapoints: object[] }>("monitoring", "GetMetricStatistics", input)).Datapoints.length >
        0
      );
    });
    unexpect();
    assert.deepEqual(await executions(), []);
    const Statement = [{ Effect: "Allow", Action: "states:StartExecution", Resource: stateMachineArn }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await call("iam", "PutRolePolicy", { RoleName: "starts-saga", PolicyName: "p", PolicyDocument });
    const lost = { fault: "drop", service: "states", operation: "StartExecution", times: 1 } as const;
    bus.cloud.faults.set({ seed: 1, rules: [lost] });
    const id = await bus.publish("OrderPaid", { id: "paid" });
    await waitFor("the execution", async () => (await executions()).length > 0);
    await bus.cloud.clock.advance(2_000);
    bus.cloud.faults.clear();
    const all = await executions();
    assert.deepEqual([all.length, all[0]?.name.split("_", 1)[0]], [1, id]);
    const { input } = await call<{ input: string }>("states", "DescribeExecution", {
      executionArn: all[0]?.executionArn,
    });
    assert.equal(input, '{"id":"paid"}');
  });
});
