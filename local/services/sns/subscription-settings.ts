import { invalidParameter, unsupported } from "./errors.ts";
import { type FilterPolicy, type FilterPolicyScope, parseFilterPolicy } from "./filter-policy.ts";
import type { Attributes } from "./topic-settings.ts";

export type Protocol = "sqs" | "lambda" | "email" | "email-json";

/** What a subscription's attributes mean. */
export interface SubscriptionSettings {
  /** Those that were set. */
  readonly attributes: Attributes;
  readonly rawMessageDelivery: boolean;
  readonly filterPolicy: FilterPolicy | undefined;
  readonly filterPolicyScope: FilterPolicyScope;
  readonly deadLetterTargetArn: string | undefined;
}

const QUEUE_ARN = /^arn:[^:]+:sqs:[^:]+:\d{12}:[A-Za-z0-9_-]+$/;

/** @throws {AwsError} `InvalidParameter`, `UnsupportedOperationException` */
export function subscriptionSettings(protocol: Protocol, attributes: Attributes): SubscriptionSettings {
  for (const [name, value] of Object.entries(attributes)) check(protocol, name, value);
  const set = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ""));
  const filterPolicyScope = set.FilterPolicyScope === "MessageBody" ? "MessageBody" : "MessageAttributes";
  return {
    attributes: set,
    rawMessageDelivery: set.RawMessageDelivery === "true",
    filterPolicy: set.FilterPolicy ? parseFilterPolicy(set.FilterPolicy, filterPolicyScope) : undefined,
    filterPolicyScope,
    deadLetterTargetArn: set.RedrivePolicy ? deadLetterTarget(set.RedrivePolicy) : undefined,
  };
}

function check(protocol: Protocol, name: string, value: string): void {
  switch (name) {
    case "FilterPolicy":
    case "RedrivePolicy":
      return;
    case "FilterPolicyScope":
      if (value !== "" && value !== "MessageAttributes" && value !== "MessageBody")
        throw invalidParameter(
          `FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
        );
      return;
    case "RawMessageDelivery":
      if (value !== "true" && value !== "false")
        throw invalidParameter(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
      if (value === "true" && protocol !== "sqs")
        throw invalidParameter(
          `RawMessageDelivery: Delivery protocol [${protocol}] does not support raw message delivery.`,
        );
      return;
    case "DeliveryPolicy":
      throw unsupported(
        "The local cloud has no DeliveryPolicy of a subscription: it is for HTTP endpoints, leave it out.",
      );
    case "ReplayPolicy":
      throw unsupported("The local cloud has no ReplayPolicy: it is for FIFO topics, leave it out.");
    default:
      throw invalidParameter(`AttributeName Reason: ${name} is not an attribute of a subscription`);
  }
}

function deadLetterTarget(json: string): string {
  let policy: unknown;
  try {
    policy = JSON.parse(json);
  } catch {
    throw invalidParameter("RedrivePolicy: failed to parse JSON.");
  }
  const { deadLetterTargetArn } = (policy ?? {}) as { deadLetterTargetArn?: unknown };
  if (typeof deadLetterTargetArn !== "string" || !/^arn:[^:]+:sqs:/.test(deadLetterTargetArn))
    throw invalidParameter(`RedrivePolicy: deadLetterTargetArn is an invalid arn: ${deadLetterTargetArn}`);
  if (!QUEUE_ARN.test(deadLetterTargetArn))
    throw invalidParameter(
      `RedrivePolicy: must use a standard queue as DLQ for a standard topic, not ${deadLetterTargetArn}`,
    );
  return deadLetterTargetArn;
}
