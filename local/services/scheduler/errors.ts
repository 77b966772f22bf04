/** The errors of EventBridge Scheduler. Source: EventBridge Scheduler API Reference, the errors of each action. */
import { AwsError, validationError } from "../../core/errors.ts";

export const invalidExpression = (expression: string, reason: string) =>
  validationError(`Invalid Schedule Expression ${expression}. ${reason}`);

export const constraint = (value: unknown, member: string, requirement: string) =>
  validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${requirement}`,
  );

export const roleNotAssumable = (reason: string) =>
  validationError(
    `The execution role you provide must allow AWS EventBridge Scheduler to assume the role. (${reason})`,
  );

export const scheduleDoesNotExist = (name: string) =>
  new AwsError("ResourceNotFoundException", `Schedule ${name} does not exist.`, 404);

export const groupDoesNotExist = (name: string) =>
  new AwsError("ResourceNotFoundException", `Schedule group ${name} does not exist.`, 404);

export const scheduleExists = (name: string) =>
  new AwsError("ConflictException", `Schedule ${name} already exists.`, 409);

export const groupExists = (name: string) =>
  new AwsError("ConflictException", `Schedule group ${name} already exists.`, 409);
