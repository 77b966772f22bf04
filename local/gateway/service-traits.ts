import type { AwsError } from "../core/errors.ts";

const MIB = 1024 * 1024;

/**
 * The largest request body of a service. SQS counts 1 MiB of text, of which JSON may make six times as many bytes.
 * Sources: DynamoDB Developer Guide, "Quotas" (16 MB a request); Lambda Developer Guide, "Lambda quotas" (50 MB of
 * code, which JSON has in base64); SQS Developer Guide, "Amazon SQS message quotas".
 */
const BODY_LIMITS: Readonly<Record<string, number>> = {
  dynamodb: 16 * MIB,
  lambda: 70 * MIB,
  sqs: 6 * MIB + 64 * 1024,
};
const DEFAULT_BODY_LIMIT = 8 * MIB;

/** No service takes a longer body. */
export const MAX_BODY_LIMIT = Math.max(DEFAULT_BODY_LIMIT, ...Object.values(BODY_LIMITS));

export function bodyLimit(signingName: string): number {
  return BODY_LIMITS[signingName] ?? DEFAULT_BODY_LIMIT;
}

/** Services whose bodies may be longer than memory should hold. Source: S3 User Guide, "Uploading objects" (5 GB). */
const SPOOL_LIMITS: Readonly<Record<string, number>> = { s3: 5 * 1024 * MIB };

/** The longest body of a service that takes them in files; undefined for all others. */
export function spoolLimit(signingName: string | undefined): number | undefined {
  return signingName === undefined ? undefined : SPOOL_LIMITS[signingName];
}

/** Services without regions, whose clients may sign for the partition's first region whatever theirs is. */
export const GLOBAL_SERVICES: ReadonlySet<string> = new Set(["iam"]);
export const GLOBAL_REGION = "us-east-1";

const ERROR_NAMESPACES: Readonly<Record<string, string>> = {
  dynamodb: "com.amazonaws.dynamodb.v20120810#",
  sqs: "com.amazonaws.sqs#",
};

/** What precedes the error's name in `__type`, for the services that have it. */
export function errorNamespace(signingName: string): string {
  return ERROR_NAMESPACES[signingName] ?? "";
}

/** What the query protocol calls an error of a service that once spoke it; undefined for what is called the same. */
export function queryCodeOf(signingName: string, error: AwsError): string | undefined {
  if (signingName === "sqs" && error.code === "AccessDeniedException") return "AccessDenied";
  return error.queryErrorCode;
}

/** Services that once spoke the query protocol, whose clients go on throwing its errors. */
const ONCE_QUERY: ReadonlySet<string> = new Set(["sqs", "monitoring"]);

/** `x-amzn-query-error` of services that once spoke the query protocol. */
export function queryError(signingName: string, error: AwsError): string | undefined {
  if (!ONCE_QUERY.has(signingName)) return undefined;
  const code = queryCodeOf(signingName, error) ?? error.code;
  return `${code};${error.statusCode < 500 ? "Sender" : "Receiver"}`;
}
