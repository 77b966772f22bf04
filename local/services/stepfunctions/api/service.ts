import type { Access } from "../../../core/access.ts";
import { type Members, operationsOf } from "../../../core/members.ts";
import type { Call, Operation, Service } from "../../../core/service.ts";
import { invalidArn, required } from "../errors.ts";
import type { StepFunctions } from "../stepfunctions.ts";

/** What the handlers of operations are given. */
export type Handler = (input: Members, call: Call) => unknown;

type ReadAccess = (input: Members, action: string, functions: StepFunctions) => readonly Access[];

const MACHINE = /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[^:\s]{1,80}$/;
const EXECUTION = /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:execution:[^:\s]{1,80}:[^:\s]{1,80}$/;

const anywhere: ReadAccess = (_input, action) => [{ action, resource: "*" }];
const onMachine =
  (member: string): ReadAccess =>
  (input, action) => [{ action, resource: arnIn(input, member, MACHINE) }];
const onExecution: ReadAccess = (input, action) => [
  { action, resource: arnIn(input, "executionArn", EXECUTION) },
];
const onCreation: ReadAccess = (input, action, { machines }) => [
  { action, resource: machines.arnOf(input.text("name")) },
  ...passRole(input),
];
const onUpdate: ReadAccess = (input, action, functions) => [
  ...onMachine("stateMachineArn")(input, action, functions),
  ...passRole(input),
];

/** Every operation that is there, with what its caller must be allowed. */
const OPERATIONS: Readonly<Record<string, ReadAccess>> = {
  CreateStateMachine: onCreation,
  UpdateStateMachine: onUpdate,
  DeleteStateMachine: onMachine("stateMachineArn"),
  DescribeStateMachine: onMachine("stateMachineArn"),
  DescribeStateMachineForExecution: onExecution,
  ListStateMachines: anywhere,
  ValidateStateMachineDefinition: anywhere,
  StartExecution: onMachine("stateMachineArn"),
  StartSyncExecution: onMachine("stateMachineArn"),
  StopExecution: onExecution,
  DescribeExecution: onExecution,
  ListExecutions: onMachine("stateMachineArn"),
  GetExecutionHistory: onExecution,
  RedriveExecution: onExecution,
  SendTaskSuccess: anywhere,
  SendTaskFailure: anywhere,
  SendTaskHeartbeat: anywhere,
  TagResource: onMachine("resourceArn"),
  UntagResource: onMachine("resourceArn"),
  ListTagsForResource: onMachine("resourceArn"),
};

const operation = operationsOf(required);

/** The API of Step Functions; what its operations do is loaded when one is called. */
export function stepFunctionsService(functions: StepFunctions): Service {
  return {
    signingName: "states",
    protocol: "awsJson1.0",
    targetPrefix: "AWSStepFunctions",
    operations: Object.fromEntries(
      Object.entries(OPERATIONS).map(([name, access]): [string, Operation<unknown>] => [
        name,
        operation(
          (input) => access(input, `states:${name}`, functions),
          async (input, call) => {
            const { handlers } = await import("./handlers.ts");
            const handle = handlers(functions, await functions.engine())[name] as Handler;
            return handle(input, call);
          },
        ),
      ]),
    ),
  };
}

function arnIn(input: Members, member: string, pattern: RegExp): string {
  const arn = input.text(member);
  if (!pattern.test(arn)) throw invalidArn(arn);
  return arn;
}

/** Giving a state machine a role takes the permission to pass it. */
function passRole(input: Members): readonly Access[] {
  const resource = input.optionalText("roleArn");
  if (resource === undefined) return [];
  return [{ action: "iam:PassRole", resource, context: { "iam:PassedToService": "states.amazonaws.com" } }];
}
