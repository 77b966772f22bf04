/** The errors of Step Functions. Source: AWS Step Functions API Reference, the errors of each action. */
import { AwsError, validationError } from "../../core/errors.ts";

export const machineDoesNotExist = (arn: string) =>
  new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);

export const machineExists = (arn: string) =>
  new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);

export const machineIsDeleting = (arn: string) =>
  new AwsError("StateMachineDeleting", `State Machine is being deleted: '${arn}'`);

export const executionDoesNotExist = (arn: string) =>
  new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);

export const executionExists = (arn: string) =>
  new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);

export const notRedrivable = (reason: string) => new AwsError("ExecutionNotRedrivable", reason);

export const invalidArn = (arn: string) => new AwsError("InvalidArn", `Invalid Arn: '${arn}'`);

export const invalidName = (name: string) => new AwsError("InvalidName", `Invalid Name: '${name}'`);

export const invalidDefinition = (reason: string) =>
  new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${reason}'`);

export const invalidExecutionInput = (reason: string) =>
  new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${reason}'`);

export const invalidOutput = (reason: string) => new AwsError("InvalidOutput", `Invalid Output: '${reason}'`);

export const invalidLogging = (reason: string) =>
  new AwsError("InvalidLoggingConfiguration", `Invalid Logging Configuration: ${reason}`);

export const invalidToken = () => new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");

export const taskTimedOut = () =>
  new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");

export const expressNotSupported = () =>
  new AwsError(
    "StateMachineTypeNotSupported",
    "The local cloud does not run express workflows: make the state machine a STANDARD one.",
  );

export const logDestinationDenied = (reason: string) =>
  new AwsError(
    "AccessDeniedException",
    `The state machine IAM Role is not authorized to access the Log Destination: ${reason}`,
  );

export const roleNotAssumable = (roleArn: string) =>
  new AwsError(
    "AccessDeniedException",
    `Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role: ${roleArn}`,
  );

export const required = (name: string) =>
  validationError(
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  );
