import assert from "node:assert/strict";
import {
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { waitFor } from "../kit/wait.ts";
import { DeployedWorkflow } from "../kit/workflow.ts";

describe("a workflow of a program, through the SDK", function () {
  this.timeout(60_000);
  let workflow: DeployedWorkflow;
  let starter: SFNClient;
  let stateMachineArn: string;
  before(async () => {
    workflow = await DeployedWorkflow.start();
    ({ stateMachineArn } = workflow);
  });
  beforeEach(() => {
    starter = workflow.starter();
  });
  after(() => workflow.stop());

  const start = async (input: object, name?: string) => {
    const command = new StartExecutionCommand({
      stateMachineArn,
      name,
      input: JSON.stringify({ refuse: false, ...input }),
    });
    return String((await starter.send(command)).executionArn);
  };
  const describeIt = (executionArn: string) => starter.send(new DescribeExecutionCommand({ executionArn }));
  const ended = (executionArn: string) =>
    waitFor("the execution to end", async () => {
      const described = await describeIt(executionArn);
      return described.status === "RUNNING" ? undefined : described;
    });
  const types = async (executionArn: string) => {
    const { events = [] } = await workflow.client.send(new GetExecutionHistoryCommand({ executionArn }));
    return events.map(({ type }) => String(type));
  };
  const call = <Output>(service: string, operation: string, input: object) =>
    workflow.cloud.dispatcher.call<Output>(service, operation, input, workflow.cloud.iam.rootPrincipal);

  const item = async (id: string) => {
    const input = { TableName: "done-dev", Key: { id: { S: id } } };
    return (await call<{ Item?: object }>("dynamodb", "GetItem", input)).Item;
  };

  it("is started, waits on the clock and ends, once under one name", async () => {
    const input = { id: "order-1", rest: 1_800 };
    const executionArn = await start(input, "order-1");
    assert.equal(await start(input, "order-1"), executionArn);
    await waitFor("the wait", async () => (await types(executionArn)).includes("WaitStateEntered"));
    await workflow.cloud.clock.advance(1_800_000);
    const { status, output, startDate, stopDate } = await ended(executionArn);
    assert.equal(status, "SUCCEEDED");
    assert.deepEqual(JSON.parse(String(output)), { refuse: false, ...input, work: { reserved: true } });
    assert.ok(Number(stopDate) - Number(startDate) >= 1_800_000);
    assert.deepEqual(await item("order-1"), { id: { S: "order-1" } });
    assert.deepEqual(await types(executionArn), [
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "WaitStateEntered",
      "WaitStateExited",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    await assert.rejects(start(input, "order-1"), { name: "ExecutionAlreadyExists" });
  });

  it("is in one trace with what it calls, and in its log", async () => {
    const executionArn = await start({ id: "traced", rest: 0 });
    await ended(executionArn);
    const trace = [...workflow.cloud.xray.traces.all()].find((segments) =>
      segments.some(({ aws }) => aws?.execution_arn === executionArn),
    );
    const names = trace?.map(({ name }) => name) ?? [];
    for (const name of ["workflow-dev", "Work", "Rest", "Record"])
      assert.ok(names.includes(name), String(names));
    const lines = async () => {
      const { events = [] } = await call<{ events?: { message: string }[] }>("logs", "FilterLogEvents", {
        logGroupName: "/aws/vendedlogs/states/workflow-dev",
      });
      return events.map(({ message }) => message).filter((message) => message.includes(executionArn));
    };
    await waitFor("the log", async () => (await lines()).some((line) => line.includes("ExecutionSucceeded")));
    assert.doesNotMatch((await lines()).join(), /"traced"/, "data is not logged by default");
  });

  it("is denied to who may not", async () => {
    const denied = (action: string) => ({
      name: "AccessDeniedException",
      message: new RegExp(
        `assumed-role/starter-\\w+/test is not authorized to perform: states:${action} on resource`,
      ),
    });
    const executionArn = await start({ id: "denied", rest: 3_600 });
    await assert.rejects(starter.send(new StopExecutionCommand({ executionArn })), denied("StopExecution"));
    await assert.rejects(starter.send(new ListStateMachinesCommand({})), denied("ListStateMachines"));
    await assert.rejects(
      starter.send(new DeleteStateMachineCommand({ stateMachineArn })),
      denied("DeleteStateMachine"),
    );
    await workflow.client.send(new StopExecutionCommand({ executionArn }));
  });

  it("undoes what it has done when it fails, and fails by the function's own error", async () => {
    const { status, error } = await ended(await start({ id: "refused", rest: 0, refuse: true }));
    assert.deepEqual([status, error], ["FAILED", "OutOfStock"]);
    assert.deepEqual(await item("undone#refused"), { id: { S: "undone#refused" } });
  });

  it("is stopped and redriven, without doing again what is done", async () => {
    const executionArn = await start({ id: "stopped", rest: 60 });
    await waitFor("the wait", async () => (await types(executionArn)).includes("WaitStateEntered"));
    await workflow.client.send(
      new StopExecutionCommand({ executionArn, error: "Operator", cause: "a check" }),
    );
    const stopped = await ended(executionArn);
    assert.deepEqual(
      [stopped.status, stopped.error, stopped.cause, stopped.redriveStatus],
      ["ABORTED", "Operator", "a check", "REDRIVABLE"],
    );
    const { redriveDate } = await workflow.client.send(new RedriveExecutionCommand({ executionArn }));
    await workflow.cloud.clock.advance(60_000);
    const again = await ended(executionArn);
    assert.deepEqual([again.status, again.redriveCount], ["SUCCEEDED", 1]);
    assert.deepEqual(again.redriveDate, redriveDate);
    const history = await types(executionArn);
    assert.equal(history.filter((type) => type === "TaskStateEntered").length, 2);
    assert.deepEqual(
      history.slice(history.indexOf("ExecutionAborted"), history.indexOf("ExecutionRedriven") + 1),
      ["ExecutionAborted", "ExecutionRedriven"],
    );
  });

  it("is deleted when its last execution has ended", async () => {
    const executionArn = await start({ id: "last", rest: 60 });
    await waitFor("the wait", async () => (await types(executionArn)).includes("WaitStateEntered"));
    await workflow.client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    const shown = await workflow.client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    assert.equal(shown.status, "DELETING");
    await assert.rejects(start({ id: "late", rest: 0 }), { name: "StateMachineDeleting" });
    await workflow.cloud.clock.advance(60_000);
    await assert.rejects(workflow.client.send(new DescribeStateMachineCommand({ stateMachineArn })), {
      name: "StateMachineDoesNotExist",
    });
  });
});
