import type { Principal } from "../../core/access.ts";
import { type Account, arn, globalArn } from "../../core/account.ts";
import { AwsError } from "../../core/errors.ts";

export const LATEST = "$LATEST";

/** A function as calls name it, with the version or alias they ask for. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
}

const REFERENCE =
  /^(?:arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:|\d{12}:function:)?([a-zA-Z0-9-_]{1,64})(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** Reads a function's name, partial ARN or ARN. @throws {AwsError} `ValidationException` */
export function parseFunctionReference(reference: string): FunctionReference {
  const match = REFERENCE.exec(reference);
  if (match?.[1] === undefined) {
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value '${reference}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${REFERENCE.source}`,
    );
  }
  return { name: match[1], qualifier: match[2] };
}

/** The ARN of a function, or of its version or alias. */
export function functionArn(account: Account, name: string, qualifier?: string): string {
  return arn(account, "lambda", `function:${name}${qualifier === undefined ? "" : `:${qualifier}`}`);
}

export function functionNotFound(functionArn: string): AwsError {
  return new AwsError("ResourceNotFoundException", `Function not found: ${functionArn}`, 404);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}

/** The account itself, for what Lambda does in nobody else's name. */
export function accountRoot(account: Account): Principal {
  return { kind: "root", arn: globalArn(account, "iam", "root") };
}
