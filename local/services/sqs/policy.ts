import type { PolicyDocument } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import { validatePolicy } from "../../iam/policy-grammar.ts";
import { invalidAttributeValue, overLimit } from "./errors.ts";

/** Source: SQS Developer Guide, "Amazon SQS policy quotas". */
const MAX_BYTES = 8192;
const MAX_STATEMENTS = 20;
const MAX_ACTIONS = 7;

/**
 * Reads a queue's policy. SQS does not say what is wrong with one; the local cloud does, after SQS's own sentence.
 * @throws {AwsError} `InvalidAttributeValue`, `OverLimit`
 */
export function parseQueuePolicy(json: string): PolicyDocument {
  const document = parse(json);
  if (Buffer.byteLength(json) > MAX_BYTES) throw refusal(`It is longer than ${MAX_BYTES} bytes.`);
  if (document.Statement.length > MAX_STATEMENTS)
    throw overLimit(
      `${document.Statement.length} Statements were found, maximum allowed is ${MAX_STATEMENTS}.`,
    );
  for (const { Action = [] } of document.Statement) {
    if (typeof Action !== "string" && Action.length > MAX_ACTIONS)
      throw overLimit(`${Action.length} Actions were found, maximum allowed is ${MAX_ACTIONS}.`);
  }
  return document;
}

function parse(json: string): PolicyDocument {
  try {
    return validatePolicy(json, "resource");
  } catch (error) {
    throw error instanceof AwsError ? refusal(error.message) : error;
  }
}

function refusal(reason: string): AwsError {
  const { code, message, statusCode, fields, queryErrorCode } = invalidAttributeValue("Policy");
  return new AwsError(code, `${message} ${reason}`, statusCode, fields, queryErrorCode);
}
