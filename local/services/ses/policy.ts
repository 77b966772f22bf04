import type { PolicyDocument } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import { validatePolicy } from "../../iam/policy-grammar.ts";
import { badRequest } from "./errors.ts";

/** Source: SES API v2 Reference, CreateEmailIdentityPolicy: "The text length is at most 4 KB". */
const MAX_POLICY_BYTES = 4096;

/** A sending authorization policy. @throws {AwsError} `BadRequestException` */
export function parseIdentityPolicy(json: string): PolicyDocument {
  if (Buffer.byteLength(json) > MAX_POLICY_BYTES)
    throw badRequest(`The policy is longer than ${MAX_POLICY_BYTES} bytes.`);
  try {
    return validatePolicy(json, "resource");
  } catch (error) {
    throw error instanceof AwsError ? badRequest(`The policy is not valid: ${error.message}`) : error;
  }
}
