import type { Engine } from "../engine.ts";
import { expressNotSupported } from "../errors.ts";
import type { Execution } from "../execution/execution.ts";
import { detailsMember, type HistoryEvent } from "../interpreter/history-event.ts";
import type { JsonObject } from "../language/json.ts";
import type { StepFunctions } from "../stepfunctions.ts";
import { page } from "./page.ts";
import type { Handler } from "./service.ts";

const WHOLE = { included: true };

export function executionHandlers(
  { machines, executions }: StepFunctions,
  engine: Engine,
): Readonly<Record<string, Handler>> {
  return {
    StartExecution: (input) => {
      const machine = machines.require(input.text("stateMachineArn"));
      const [name, text, traceHeader] = ["name", "input", "traceHeader"].map((member) =>
        input.optionalText(member),
      );
      const { record } = engine.start(machine, {
        ...(name !== undefined && { name }),
        ...(text !== undefined && { input: text }),
        ...(traceHeader !== undefined && { traceHeader }),
      });
      return { executionArn: record.arn, startDate: record.startedAt / 1_000 };
    },
    StartSyncExecution: (input) => {
      machines.require(input.text("stateMachineArn"));
      throw expressNotSupported();
    },
    StopExecution: (input) => {
      const execution = executions.require(input.text("executionArn"));
      const [error, cause] = [input.optionalText("error"), input.optionalText("cause")];
      engine.stop(execution, {
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
      });
      return { stopDate: (execution.record.stoppedAt ?? 0) / 1_000 };
    },
    DescribeExecution: (input) => describe(executions.require(input.text("executionArn")), engine),
    ListExecutions: (input) => {
      const machine = machines.require(input.text("stateMachineArn"));
      const status = input.optionalText("statusFilter");
      const redriven = input.optionalText("redriveFilter");
      const found = executions
        .of(machine.arn)
        .filter(({ record }) => status === undefined || record.status === status)
        .filter(
          ({ record }) => redriven === undefined || record.redriveCount > 0 === (redriven === "REDRIVEN"),
        )
        .reverse();
      return page(input, "executions", found, summarise);
    },
    GetExecutionHistory: (input) => {
      const { events: history } = executions.require(input.text("executionArn")).history;
      const withData = input.optionalBoolean("includeExecutionData") ?? true;
      const events = input.optionalBoolean("reverseOrder") === true ? [...history].reverse() : history;
      return page(input, "events", events, (event) => show(event, withData));
    },
    RedriveExecution: (input) => {
      input.refuse("RedriveExecution", "qualifier");
      return { redriveDate: engine.redrive(executions.require(input.text("executionArn"))) / 1_000 };
    },
    DescribeStateMachineForExecution: (input) => {
      const { record } = executions.require(input.text("executionArn"));
      const { revision } = record;
      return {
        stateMachineArn: record.machineArn,
        name: record.machineName,
        definition: revision.definition,
        roleArn: revision.roleArn,
        updateDate: revision.updatedAt / 1_000,
        tracingConfiguration: { enabled: revision.tracing },
        ...(revision.revisionId !== undefined && { revisionId: revision.revisionId }),
      };
    },
  };
}

function summarise({ record }: Execution): object {
  return {
    executionArn: record.arn,
    stateMachineArn: record.machineArn,
    name: record.name,
    status: record.status,
    startDate: record.startedAt / 1_000,
    ...(record.stoppedAt !== undefined && { stopDate: record.stoppedAt / 1_000 }),
    redriveCount: record.redriveCount,
    ...(record.redrivenAt !== undefined && { redriveDate: record.redrivenAt / 1_000 }),
  };
}

function describe(execution: Execution, engine: Engine): object {
  const { record } = execution;
  const reason = engine.redriveProblem(execution);
  return {
    ...summarise(execution),
    input: record.input,
    inputDetails: WHOLE,
    ...(record.output !== undefined && { output: record.output, outputDetails: WHOLE }),
    ...(record.error !== undefined && { error: record.error }),
    ...(record.cause !== undefined && { cause: record.cause }),
    ...(record.traceHeader !== undefined && { traceHeader: record.traceHeader }),
    redriveStatus: reason === undefined ? "REDRIVABLE" : "NOT_REDRIVABLE",
    ...(reason !== undefined && { redriveStatusReason: reason }),
  };
}

function show({ id, previousEventId, type, timestamp, details }: HistoryEvent, withData: boolean): object {
  return {
    timestamp: timestamp / 1_000,
    type,
    id,
    previousEventId,
    ...(details !== undefined && { [detailsMember(type)]: withData ? details : withoutData(details) }),
  };
}

function withoutData(details: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(details).filter(
      ([name]) => !["input", "output", "parameters", "cause", "error"].includes(name),
    ),
  );
}
