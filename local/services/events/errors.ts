/** The errors of EventBridge. Source: EventBridge API Reference, the errors of each action. */
import { AwsError, validationError } from "../../core/errors.ts";

export const notValid = (parameter: string, reason: string) =>
  validationError(`Parameter ${parameter} is not valid. Reason: ${reason}`);

export const constraint = (value: unknown, member: string, requirement: string) =>
  validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${requirement}`,
  );

export const missingMember = (name: string) =>
  validationError(
    `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  );

export const invalidPattern = (reason: string) =>
  new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);

export const notFound = (message: string) => new AwsError("ResourceNotFoundException", message);

export const alreadyExists = (message: string) => new AwsError("ResourceAlreadyExistsException", message);

export const limitExceeded = (message: string) => new AwsError("LimitExceededException", message);

export const busDoesNotExist = (name: string) => notFound(`Event bus ${name} does not exist.`);

export const ruleDoesNotExist = (name: string, busName: string) =>
  notFound(`Rule ${name} does not exist on EventBus ${busName}.`);

export const archiveDoesNotExist = (name: string) => notFound(`Archive ${name} does not exist.`);

export const replayDoesNotExist = (name: string) => notFound(`Replay ${name} does not exist.`);
