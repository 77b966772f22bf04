import { invalidValue } from "./errors.ts";

/** Where a queue's messages go that were received too often. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Which queues may name this queue as their dead-letter queue. */
export interface RedriveAllowPolicy {
  readonly redrivePermission: "allowAll" | "denyAll" | "byQueue";
  readonly sourceQueueArns: readonly string[];
}

const QUEUE_ARN = /^arn:[^:]+:sqs:[^:]+:\d{12}:[A-Za-z0-9_.-]+$/;
const MAX_SOURCES = 10;

/** @throws {AwsError} `InvalidParameterValue` */
export function parseRedrivePolicy(json: string): RedrivePolicy {
  const refuse = (reason: string) => invalidValue(json, "RedrivePolicy", reason);
  const members = parseObject(json, refuse);
  for (const name of ["deadLetterTargetArn", "maxReceiveCount"]) {
    if (members[name] === undefined || members[name] === null)
      throw refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
  }
  refuseOthers(members, ["deadLetterTargetArn", "maxReceiveCount"], refuse);
  const { deadLetterTargetArn } = members;
  if (typeof deadLetterTargetArn !== "string" || !QUEUE_ARN.test(deadLetterTargetArn))
    throw refuse("Invalid value for deadLetterTargetArn.");
  const count = Number(members.maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw refuse(
      `Invalid value for maxReceiveCount: ${members.maxReceiveCount}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
}

/** @throws {AwsError} `InvalidParameterValue` */
export function parseRedriveAllowPolicy(json: string): RedriveAllowPolicy {
  const refuse = (reason: string) => invalidValue(json, "RedriveAllowPolicy", reason);
  const members = parseObject(json, refuse);
  refuseOthers(members, ["redrivePermission", "sourceQueueArns"], refuse);
  const { redrivePermission = "allowAll", sourceQueueArns } = members;
  if (
    redrivePermission !== "allowAll" &&
    redrivePermission !== "denyAll" &&
    redrivePermission !== "byQueue"
  ) {
    throw refuse("redrivePermission must be one of allowAll, denyAll and byQueue.");
  }
  if (redrivePermission !== "byQueue") {
    if (sourceQueueArns !== undefined)
      throw refuse("sourceQueueArns can be given only where redrivePermission is byQueue.");
    return { redrivePermission, sourceQueueArns: [] };
  }
  const isArn = (value: unknown) => typeof value === "string" && QUEUE_ARN.test(value);
  if (!Array.isArray(sourceQueueArns) || sourceQueueArns.length === 0 || !sourceQueueArns.every(isArn))
    throw refuse("sourceQueueArns must be a list of queue ARNs where redrivePermission is byQueue.");
  if (sourceQueueArns.length > MAX_SOURCES)
    throw refuse(`sourceQueueArns can hold up to ${MAX_SOURCES} ARNs; use allowAll for more.`);
  return { redrivePermission, sourceQueueArns };
}

/** Whether a queue lets another be its source. Without a policy every queue of the account may. */
export function permitsRedrive(policy: RedriveAllowPolicy | undefined, sourceArn: string): boolean {
  if (policy === undefined || policy.redrivePermission === "allowAll") return true;
  return policy.redrivePermission === "byQueue" && policy.sourceQueueArns.includes(sourceArn);
}

function parseObject(json: string, refuse: (reason: string) => Error): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw refuse("Redrive policy is not a valid JSON map.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw refuse("Redrive policy is not a valid JSON map.");
  return value as Readonly<Record<string, unknown>>;
}

function refuseOthers(
  members: Readonly<Record<string, unknown>>,
  known: readonly string[],
  refuse: (reason: string) => Error,
): void {
  const other = Object.keys(members).find((name) => !known.includes(name));
  if (other !== undefined)
    throw refuse(`Unknown member ${other}; it can contain ${known.join(" and ")} only.`);
}
