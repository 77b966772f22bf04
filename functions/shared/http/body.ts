import type { APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";
import { explain } from "../contracts/explain.ts";
import type { Validator } from "../contracts/validation.ts";
import {
  BadRequestError,
  InvalidFieldsError,
  PayloadTooLargeError,
  UnsupportedMediaTypeError,
} from "./errors.ts";

export type HttpEvent = Pick<APIGatewayProxyEventV2WithJWTAuthorizer, "body" | "headers" | "isBase64Encoded">;

/** Far below the 400 KB of a DynamoDB item and the 1 MiB of a queue message that the order ends up in. */
const MAX_BODY_BYTES = 64 * 1024;

/** More than a body of the right shape can have wrong (a name, and three fields in each of 100 items). */
const MAX_ERRORS = 500;

/**
 * The request's body, checked against its contract.
 * @throws {UnsupportedMediaTypeError} 415: its content type is not JSON
 * @throws {PayloadTooLargeError} 413: it is larger than 64 KiB
 * @throws {BadRequestError} 400: it is not JSON in UTF-8
 * @throws {InvalidFieldsError} 400: naming every bad field
 */
export function parseBody<T>(event: HttpEvent, validator: Validator<T>): T {
  requireJson(event.headers["content-type"]);
  const value = parseJson(textOf(event));
  if (validator(value)) return value;
  const errors = explain(validator.errors ?? []);
  const detail =
    errors.length > MAX_ERRORS
      ? `The body has ${errors.length} bad fields; these are the first ${MAX_ERRORS}.`
      : "The body does not satisfy its contract; see errors.";
  throw new InvalidFieldsError(detail, errors.slice(0, MAX_ERRORS));
}

function requireJson(contentType: string | undefined): void {
  const [type = "", ...parameters] = (contentType ?? "").toLowerCase().split(";");
  if (!/^application\/(?:[\w.!#$&^-]+\+)?json$/.test(type.trim())) {
    const given = contentType === undefined ? "has no content type" : `has the content type '${contentType}'`;
    throw new UnsupportedMediaTypeError(
      `The body ${given}; send JSON with 'Content-Type: application/json'.`,
    );
  }
  const charset = parameters
    .map((parameter) => /^\s*charset="?([^"]*)"?\s*$/.exec(parameter)?.[1])
    .find(Boolean);
  if (charset !== undefined && charset !== "utf-8" && charset !== "utf8") {
    throw new UnsupportedMediaTypeError(`The body's charset is '${charset}'; send JSON in UTF-8.`);
  }
}

/** API Gateway hands a body over in base64 unless its content type is one that it takes for text. */
function textOf({ body = "", isBase64Encoded }: HttpEvent): string {
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > MAX_BODY_BYTES) {
    throw new PayloadTooLargeError(`The body has ${bytes.length} bytes; at most 64 KiB are accepted.`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new BadRequestError("The body is not UTF-8.");
  }
}

function parseJson(text: string): unknown {
  if (text.trim() === "") throw new BadRequestError("The body is empty; send a JSON object.");
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequestError("The body is not JSON.");
  }
}
