import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { join, relative } from "node:path";
import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { EngineProcess } from "../../local/engine/fixtures/engine-process.ts";
import type { FaultRule } from "../../local/faults/plan.ts";
import { projectDirectory, temporaryDirectory } from "../kit/platform.ts";
import { share } from "../kit/seed.ts";
import { ServedCloudProcess } from "../kit/served-cloud.ts";
import { waitFor } from "../kit/wait.ts";
import { DeployedWorkflow, WORKFLOW_PROGRAM } from "../kit/workflow.ts";

const FIXTURES = join(projectDirectory, "local/engine/fixtures");
const stateMachineArn = "arn:aws:states:eu-west-1:000000000000:stateMachine:workflow-dev";

async function historyOf(client: SFNClient, executionArn: string): Promise<readonly HistoryEvent[]> {
  const { events = [] } = await client.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }),
  );
  return events;
}

describe("a workflow under faults", function () {
  this.timeout(60_000);
  let workflow: DeployedWorkflow;
  before(async () => {
    workflow = await DeployedWorkflow.start();
  });
  afterEach(() => workflow.cloud.faults.clear());
  after(() => workflow.stop());

  const inject = (...rules: FaultRule[]) => workflow.cloud.faults.set({ seed: 7, rules });
  const start = async (input: object) => {
    const { client } = workflow;
    const command = new StartExecutionCommand({
      stateMachineArn,
      input: JSON.stringify({ refuse: false, ...input }),
    });
    return String((await client.send(command)).executionArn);
  };
  const describeIt = (executionArn: string) =>
    workflow.client.send(new DescribeExecutionCommand({ executionArn }));
  const runs = async (executionArn: string, minutes = 2) => {
    for (let second = 0; second < minutes * 60; second += 5) {
      const described = await describeIt(executionArn);
      if (described.status !== "RUNNING") return described;
      await workflow.cloud.clock.advance(5_000);
    }
    throw new Error(`${executionArn} still runs after ${minutes} minutes of the clock.`);
  };

  for (const fault of ["crash-before", "crash-after", "throttle", "error"] as const)
    it(`tries a function again that meets ${fault}, each time later and by chance`, async () => {
      inject({ fault, service: "lambda", operation: "Invoke", function: "work-dev", times: 2 });
      const arn = await start({ id: fault, rest: 0 });
      assert.equal((await runs(arn)).status, "SUCCEEDED");
      const history = await historyOf(workflow.client, arn);
      const times = (type: string) =>
        history
          .filter((event) => event.type === type && Number(event.id) < 20)
          .map(({ timestamp }) => Number(timestamp));
      const failed = times("TaskFailed");
      assert.equal(failed.length, 2);
      const pauses = failed.map((at, index) => (times("TaskScheduled")[index + 1] ?? 0) - at);
      for (const [index, pause] of pauses.entries())
        assert.ok(pause >= 0 && pause < 1_000 * 2 ** index + 500, `pause ${index} of ${pause} ms`);
    });

  it("catches what no retry helps against, undoes what was done and ends", async () => {
    inject({ fault: "throttle", service: "lambda", operation: "Invoke", function: "work-dev" });
    const arn = await start({ id: "hopeless", rest: 0 });
    const { status, error } = await runs(arn);
    assert.deepEqual([status, error], ["FAILED", "Lambda.TooManyRequestsException"]);
    const types = (await historyOf(workflow.client, arn)).map(({ type }) => type);
    assert.equal(types.filter((type) => type === "TaskFailed").length, 6, "once and five retries");
    assert.equal(types.filter((type) => type === "TaskSucceeded").length, 1, "it was undone");
  });

  it("waits out a delayed call on the clock, which does not wait for it", async () => {
    inject({ fault: "delay", service: "dynamodb", operation: "PutItem", delayMs: 60_000, times: 1 });
    const arn = await start({ id: "delayed", rest: 0 });
    const recording = async () =>
      (await historyOf(workflow.client, arn)).filter(({ type }) => type === "TaskScheduled").length === 2;
    await waitFor("the second task", recording);
    const began = performance.now();
    await workflow.cloud.clock.advance(30_000);
    assert.ok(performance.now() - began < 5_000, "the clock stood still");
    assert.equal((await describeIt(arn)).status, "RUNNING");
    await workflow.cloud.clock.advance(31_000);
    assert.equal((await runs(arn)).status, "SUCCEEDED");
  });

  it("times a call out that takes too long", async () => {
    inject({ fault: "delay", service: "dynamodb", operation: "PutItem", delayMs: 600_000, times: 1 });
    const arn = await start({ id: "late", rest: 0 });
    const { status, error } = await runs(arn, 15);
    assert.deepEqual([status, error], ["FAILED", "States.Timeout"]);
  });

  it("takes a lost answer for an error, and tries again", async () => {
    inject({ fault: "drop", service: "dynamodb", operation: "PutItem", times: 1 });
    const arn = await start({ id: "lost", rest: 0 });
    const { status, error, cause } = await runs(arn);
    assert.equal(status, "SUCCEEDED", `${error}: ${cause}`);
    const [failed] = (await historyOf(workflow.client, arn)).filter(({ type }) => type === "TaskFailed");
    assert.equal(failed?.taskFailedEventDetails?.error, "DynamoDB.SdkClientException");
  });
});

describe("workflows of a kept cloud that is killed", function () {
  this.timeout(120_000);
  const stateDirectory = temporaryDirectory();
  /** Not one of those that the system hands out, which somebody else may have by the next start. */
  const port = String(randomInt(10_000, 30_000));
  let served: ServedCloudProcess;
  let client: SFNClient | undefined;
  const begin = async () => {
    served = await ServedCloudProcess.start(["--persist", "--port", port], stateDirectory);
    client?.destroy();
    client = new SFNClient({ ...served.clientConfig, maxAttempts: 1 });
    return client;
  };
  before(async () => {
    await begin();
    const engine = new EngineProcess(relative(FIXTURES, WORKFLOW_PROGRAM), served.environment);
    const config = engine.write("config.json", { "aws:region": "eu-west-1" });
    const { code, text } = await engine.run(engine.arguments("up", "--config-file", config));
    engine.remove();
    assert.equal(code, 0, text);
  });
  after(async () => {
    client?.destroy();
    await served.stop("SIGKILL");
  });

  it("go on to their ends, each task done once that was answered", async () => {
    const started = new Set<string>();
    const storm = async (sfn: SFNClient, storm: string) => {
      for (let number = 0; ; number++) {
        const name = `${storm}-${number}`;
        const input = JSON.stringify({ id: name, refuse: false, rest: number % 3 });
        try {
          await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
          started.add(name);
        } catch {
          return;
        }
      }
    };
    let sfn = client as SFNClient;
    for (let kill = 0; kill < share(20); kill++) {
      const before = started.size;
      const raging = Promise.all(["a", "b"].map((one) => storm(sfn, `${one}-${kill}`)));
      await waitFor("executions", () => started.size > before + 10 + 5 * kill, { everyMs: 1 });
      await served.stop("SIGKILL");
      await raging;
      sfn = await begin();
    }
    const running = async () => {
      const statusFilter = "RUNNING";
      const { executions = [] } = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter }),
      );
      return executions.length > 0;
    };
    await waitFor("all to end", async () => !(await running()), { deadlineMs: 60_000 });
    const executions: ExecutionListItem[] = [];
    for await (const page of paginateListExecutions({ client: sfn }, { stateMachineArn }))
      executions.push(...(page.executions ?? []));
    const names = new Set(executions.map(({ name }) => name));
    assert.deepEqual(
      [...started].filter((id) => !names.has(id)),
      [],
      "accepted and lost",
    );
    for (const { executionArn = "", status, name } of executions) {
      assert.equal(status, "SUCCEEDED", name);
      const history = await historyOf(sfn, executionArn);
      assert.deepEqual(
        history.map(({ id }) => id),
        history.map((_, index) => index + 1),
        name,
      );
      const count = (type: string) => history.filter((event) => event.type === type).length;
      assert.deepEqual([count("TaskStateExited"), count("WaitStateExited")], [2, 1], name);
      assert.equal(count("TaskSucceeded"), 2, name);
    }
  });
});
