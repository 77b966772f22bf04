import assert from "node:assert/strict";
import type { PolicyStatement } from "../../core/access.ts";
import { arnOf, Workflows } from "./testing.ts";

const PASS = { Type: "Pass", Result: 1, End: true } as const;
const GROUP = arnOf("logs", "log-group:/states/m:*");
const LOGGING: PolicyStatement = {
  Effect: "Allow",
  Action: [
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
  ],
  Resource: "*",
};
const TRACING: PolicyStatement = { Effect: "Allow", Action: "xray:*", Resource: "*" };

describe("State machines of Step Functions", () => {
  let w: Workflows;
  beforeEach(async () => {
    w = await Workflows.start();
  });
  afterEach(() => w.close());

  interface DescribedMachine {
    readonly status: string;
    readonly definition: string;
    readonly revisionId?: string;
    readonly [member: string]: unknown;
  }
  const describeMachine = (stateMachineArn: string) =>
    w.call<DescribedMachine>("DescribeStateMachine", { stateMachineArn });
  const update = (stateMachineArn: string, change: object) =>
    w.call<{ revisionId: string }>("UpdateStateMachine", { stateMachineArn, ...change });

  it("is described as it was made, and made once by the same settings", async () => {
    const arn = await w.machine({ X: PASS }, { tags: [{ key: "a", value: "b" }] });
    assert.equal(arn, arnOf("states", "stateMachine:m"));
    const { creationDate, ...described } = await describeMachine(arn);
    assert.equal(typeof creationDate, "number");
    assert.deepEqual(described, {
      stateMachineArn: arn,
      name: "m",
      status: "ACTIVE",
      definition: JSON.stringify({ StartAt: "X", States: { X: PASS } }),
      roleArn: "arn:aws:iam::000000000000:role/m-role",
      type: "STANDARD",
      loggingConfiguration: { level: "OFF", includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: "AWS_OWNED_KEY" },
    });
    assert.equal(await w.machine({ X: PASS }), arn);
    await w.refused(
      w.machine({ Y: PASS }),
      "StateMachineAlreadyExists",
      `State Machine Already Exists: '${arn}'`,
    );
    const list = await w.call<{ stateMachines: { name: string }[] }>("ListStateMachines", {});
    assert.deepEqual(
      list.stateMachines.map(({ name }) => name),
      ["m"],
    );
  });

  it("runs on as it was when it changes, and anew as it is", async () => {
    const arn = await w.machine({
      X: { Type: "Wait", Seconds: 60, Next: "Y" },
      Y: { ...PASS, Result: "old" },
    });
    const before = await w.start(arn);
    const definition = JSON.stringify({ StartAt: "Y", States: { Y: { ...PASS, Result: "new" } } });
    const { revisionId } = await update(arn, { definition });
    assert.equal((await describeMachine(arn)).revisionId, revisionId);
    assert.equal((await w.run(arn)).output, '"new"');
    await w.advance(60);
    assert.equal((await w.describe(before)).output, '"old"');
    const shown = await w.call<DescribedMachine>("DescribeStateMachineForExecution", {
      executionArn: before,
    });
    assert.match(shown.definition, /old/);
    await w.refused(update(arn, {}), "MissingRequiredParameter", /must be specified/);
  });

  it("has tags", async () => {
    const resourceArn = await w.machine({ X: PASS }, { tags: [{ key: "a", value: "1" }] });
    await w.call("TagResource", { resourceArn, tags: [{ key: "b", value: "2" }] });
    await w.call("UntagResource", { resourceArn, tagKeys: ["a"] });
    const { tags } = await w.call<{ tags: object[] }>("ListTagsForResource", { resourceArn });
    assert.deepEqual(tags, [{ key: "b", value: "2" }]);
  });

  it("ends its executions at their next transition when it is deleted, and is gone with the last", async () => {
    const X = { Type: "Wait", Seconds: 60, Next: "Y" } as const;
    const stateMachineArn = await w.machine({ X, Y: PASS });
    const running = await w.start(stateMachineArn);
    assert.deepEqual(await w.call("DeleteStateMachine", { stateMachineArn }), {});
    assert.equal((await describeMachine(stateMachineArn)).status, "DELETING");
    assert.equal((await w.describe(running)).status, "RUNNING");
    const deleting = `State Machine is being deleted: '${stateMachineArn}'`;
    await w.refused(w.start(stateMachineArn), "StateMachineDeleting", deleting);
    await w.refused(
      update(stateMachineArn, { tracingConfiguration: { enabled: true } }),
      "StateMachineDeleting",
      deleting,
    );
    await w.refused(w.machine({ X, Y: PASS }), "StateMachineDeleting", deleting);
    const ended: string[] = [];
    w.cloud.stepFunctions.executions.onEnd(running, () =>
      ended.push(String(w.cloud.stepFunctions.executions.find(running)?.record.status)),
    );
    await w.advance(60);
    assert.deepEqual(ended, ["ABORTED"]);
    await w.refused(describeMachine(stateMachineArn), "StateMachineDoesNotExist", /Does Not Exist/);
    await w.refused(w.describe(running), "ExecutionDoesNotExist", /Does Not Exist/);
    assert.equal(await w.machine({ X, Y: PASS }), stateMachineArn);
    await w.start(stateMachineArn);
    assert.deepEqual(
      await w.call("DeleteStateMachine", { stateMachineArn: arnOf("states", "stateMachine:gone") }),
      {},
    );
  });

  describe("are refused at creation", () => {
    it("with a role that is not there or does not trust Step Functions", async () => {
      const other = w.role("other", [], "lambda.amazonaws.com");
      for (const roleArn of [other, "arn:aws:iam::000000000000:role/gone"])
        await w.refused(
          w.machine({ X: PASS }, { roleArn }),
          "AccessDeniedException",
          `Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role: ${roleArn}`,
        );
    });

    it("as express workflows, which the local cloud does not run", async () => {
      const express = /The local cloud does not run express workflows/;
      await w.refused(w.machine({ X: PASS }, { type: "EXPRESS" }), "StateMachineTypeNotSupported", express);
      const stateMachineArn = await w.machine({ X: PASS });
      const sync = w.call("StartSyncExecution", { stateMachineArn });
      await w.refused(sync, "StateMachineTypeNotSupported", express);
    });

    it("with a key that is not there", async () => {
      const encryptionConfiguration = { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "alias/none" };
      await w.refused(
        w.machine({ X: PASS }, { encryptionConfiguration }),
        "NotFoundException",
        /alias\/none/,
      );
    });

    const logging = (logGroupArn: string, level = "ALL", includeExecutionData = false) => ({
      level,
      includeExecutionData,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
    });
    for (const [what, loggingConfiguration, code, message] of [
      [
        "a log group that is not there",
        logging(GROUP),
        "InvalidLoggingConfiguration",
        /\/states\/m does not exist/,
      ],
      [
        "an ARN without :*",
        logging(GROUP.slice(0, -2)),
        "InvalidLoggingConfiguration",
        /is not the ARN of a log group with :\* at its end/,
      ],
      [
        "a level without a destination",
        { level: "ALL" },
        "InvalidLoggingConfiguration",
        /a destination is missing/,
      ],
      ["a level that is none", { level: "SOME" }, "InvalidLoggingConfiguration", /SOME/],
    ] as const)
      it(`with ${what} to log to`, async () => {
        await w.refused(
          w.machine({ X: PASS }, { loggingConfiguration, statements: [LOGGING] }),
          code,
          message,
        );
      });

    it("where the role may not have logs delivered", async () => {
      await w.call("CreateLogGroup", { logGroupName: "/states/m" }, "logs");
      await w.refused(
        w.machine({ X: PASS }, { loggingConfiguration: logging(GROUP) }),
        "AccessDeniedException",
        /^The state machine IAM Role is not authorized to access the Log Destination: .*logs:CreateLogDelivery/,
      );
    });

    it("by who may not pass the role", async () => {
      const creator = w.role("creator", [{ Effect: "Allow", Action: "states:*", Resource: "*" }]);
      const roleArn = w.role("m-role");
      const { dispatcher, iam } = w.cloud;
      const definition = JSON.stringify({ StartAt: "X", States: { X: PASS } });
      const create = () =>
        dispatcher.call(
          "states",
          "CreateStateMachine",
          { name: "m", roleArn, definition },
          iam.principalOf(creator, "s"),
        );
      await w.refused(create(), "AccessDeniedException", /iam:PassRole/);
    });

    describe("but otherwise log", () => {
      const lines = async () => {
        await (await w.cloud.stepFunctions.engine()).logged();
        const { events = [] } = await w.call<{ events?: { message: string }[] }>(
          "FilterLogEvents",
          { logGroupName: "/states/m" },
          "logs",
        );
        return events.map(({ message }) => JSON.parse(message) as { type: string; details: object });
      };
      const logged = async (level: string, includeExecutionData: boolean) => {
        await w.call("CreateLogGroup", { logGroupName: "/states/m" }, "logs");
        const loggingConfiguration = logging(GROUP, level, includeExecutionData);
        const arn = await w.machine(
          {
            X: {
              Type: "Choice",
              Choices: [{ Variable: "$.fail", IsPresent: true, Next: "No" }],
              Default: "Y",
            },
            Y: PASS,
            No: { Type: "Fail", Error: "No", Cause: "why" },
          },
          { loggingConfiguration, statements: [LOGGING] },
        );
        await w.run(arn, { secret: 1 });
        await w.run(arn, { fail: true });
        return await lines();
      };

      it("everything, without data unless it is asked for", async () => {
        const all = await logged("ALL", false);
        assert.deepEqual(
          all.map(({ type }) => type),
          [
            "ExecutionStarted",
            "ChoiceStateEntered",
            "ChoiceStateExited",
            "PassStateEntered",
            "PassStateExited",
            "ExecutionSucceeded",
            "ExecutionStarted",
            "ChoiceStateEntered",
            "ChoiceStateExited",
            "FailStateEntered",
            "ExecutionFailed",
          ],
        );
        assert.doesNotMatch(JSON.stringify(all), /secret/);
        assert.deepEqual(all.at(-1)?.details, { error: "No", cause: "why" });
      });

      it("everything, with data where it is asked for", async () => {
        assert.match(JSON.stringify(await logged("ALL", true)), /secret/);
      });

      for (const level of ["ERROR", "FATAL"])
        it(`what fails, at the level ${level}`, async () => {
          const all = await logged(level, false);
          assert.deepEqual(
            all.map(({ type }) => type),
            ["ExecutionFailed"],
          );
        });

      it("as CloudWatch Logs' delivery service, which the role has let into the group", async () => {
        await logged("ALL", false);
        const { resourcePolicies } = await w.call<{
          resourcePolicies: { policyName: string; policyDocument: string }[];
        }>("DescribeResourcePolicies", {}, "logs");
        const [policy] = resourcePolicies;
        assert.equal(policy?.policyName, "AWSLogDeliveryWrite20150319");
        await w.call("DeleteResourcePolicy", { policyName: policy?.policyName }, "logs");
        const before = (await lines()).length;
        await w.run(arnOf("states", "stateMachine:m"));
        assert.equal((await lines()).length, before, "what can't be delivered is lost");
      });
    });
  });

  describe("trace", () => {
    const HEADER = "Root=1-65a0f3c0-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1";
    const traces = () => [...w.cloud.xray.traces.all()];

    it("each execution and its states, and pass the trace on", async () => {
      const FUNCTION = await w.function("f", "exports.handler = async () => process.env._X_AMZN_TRACE_ID;");
      const invoke: PolicyStatement = {
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: FUNCTION,
      };
      const arn = await w.machine(
        { X: { Type: "Task", Resource: FUNCTION, Next: "Y" }, Y: { Type: "Pass", End: true } },
        { statements: [invoke, TRACING], tracingConfiguration: { enabled: true } },
      );
      const { executionArn, output } = await w.run(arn);
      const [trace = []] = traces();
      const [execution, x, y, f] = ["m", "X", "Y", "f"].map((name) =>
        trace.find((segment) => segment.name === name),
      );
      assert.deepEqual(
        [execution?.origin, execution?.aws],
        ["AWS::StepFunctions::StateMachine", { execution_arn: executionArn }],
      );
      assert.deepEqual([x?.parent_id, y?.parent_id, f?.parent_id], [execution?.id, execution?.id, x?.id]);
      assert.match(String(output), new RegExp(`Root=${execution?.trace_id};`));
    });

    it("within the trace of who starts them, whether they trace by themselves or not", async () => {
      const stateMachineArn = await w.machine(
        { X: { Type: "Fail", Error: "No" } },
        { statements: [TRACING] },
      );
      const { executionArn } = await w.call<{ executionArn: string }>("StartExecution", {
        stateMachineArn,
        traceHeader: HEADER,
      });
      const described = (await w.rested(executionArn)) as unknown as { traceHeader: string };
      assert.equal(described.traceHeader, HEADER);
      const [[execution, state] = []] = traces();
      assert.deepEqual(
        [execution?.trace_id, execution?.parent_id, execution?.fault, state?.fault],
        ["1-65a0f3c0-0123456789abcdef01234567", "0123456789abcdef", true, true],
      );
    });

    it("nothing without the permission, or where nobody asks for it", async () => {
      await w.run(await w.machine({ X: PASS }, { tracingConfiguration: { enabled: true } }));
      await w.run(await w.machine({ X: PASS }, { name: "n", statements: [TRACING] }));
      assert.deepEqual(traces(), []);
    });
  });
});
