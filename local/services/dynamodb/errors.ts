import { AwsError } from "../../core/errors.ts";
import { copyOut, type Item } from "./engine/value.ts";

/** What a request names does not exist. Control plane operations say what, data plane operations don't. */
export function resourceNotFound(detail?: string): AwsError {
  return new AwsError(
    "ResourceNotFoundException",
    `Requested resource not found${detail === undefined ? "" : `: ${detail}`}`,
  );
}

export function tableNotFound(name: string): AwsError {
  return resourceNotFound(`Table: ${name} not found`);
}

export function invalidParameter(complaint: string): AwsError {
  return new AwsError("ValidationException", `One or more parameter values were invalid: ${complaint}`);
}

/** `Item` is there only where the request asked for the values that failed the condition. */
export function conditionalCheckFailed(item?: Item): AwsError {
  return new AwsError(
    "ConditionalCheckFailedException",
    "The conditional request failed",
    400,
    item && { Item: copyOut(item) },
  );
}

export const DUPLICATE_ITEM = "Duplicate primary key exists in table";

export function duplicateItem(): AwsError {
  return new AwsError("DuplicateItemException", DUPLICATE_ITEM);
}

/** What a member's JSON type does not fit, before any of DynamoDB's own rules is looked at. */
export function serializationError(message: string): AwsError {
  return new AwsError("SerializationException", message);
}
