import type { PolicyDocument } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import { invalidParameter, unsupported } from "./errors.ts";
import { defaultPolicy, parseTopicPolicy } from "./policy.ts";

/** Attributes of a topic as its API has them: text by name. */
export type Attributes = Readonly<Record<string, string>>;

/** What a topic's attributes mean. */
export interface TopicSettings {
  readonly attributes: Attributes;
  readonly policy: PolicyDocument;
  readonly kmsMasterKeyId: string | undefined;
  readonly signatureVersion: "1" | "2";
}

const MAX_DISPLAY_NAME = 100;

const NOT_HERE: Readonly<Record<string, string>> = {
  FifoTopic: "FIFO topics: use a standard topic",
  ContentBasedDeduplication: "FIFO topics: use a standard topic",
  FifoThroughputScope: "FIFO topics: use a standard topic",
  ArchivePolicy: "FIFO topics and their archives: use a standard topic",
  DeliveryPolicy: "delivery to HTTP endpoints, which is all that a delivery policy is for: leave it out",
  DataProtectionPolicy: "data protection policies: leave it out",
};

/** The settings of a new topic: AWS's defaults and what its creator gives. */
export function newSettings(topicArn: string, account: Account, given: Attributes): TopicSettings {
  const defaults = { Policy: defaultPolicy(topicArn, account), DisplayName: "" };
  return Object.entries(given).reduce(
    (settings, [name, value]) => changeSettings(settings, topicArn, account, name, value),
    settingsOf(defaults),
  );
}

/** @throws {AwsError} `InvalidParameter`; `UnsupportedOperationException` for what the local cloud does not have. */
export function changeSettings(
  current: TopicSettings,
  topicArn: string,
  account: Account,
  name: string,
  value: string,
): TopicSettings {
  if (name === "FifoTopic" && value === "false") return current;
  check(name, value);
  const attributes: Record<string, string> = { ...current.attributes, [name]: value };
  if (value === "" && name === "Policy") attributes.Policy = defaultPolicy(topicArn, account);
  if (value === "" && name === "KmsMasterKeyId") delete attributes.KmsMasterKeyId;
  return settingsOf(attributes);
}

function check(name: string, value: string): void {
  const reason =
    NOT_HERE[name] ?? (name.includes("Feedback") ? "delivery status logs: leave it out" : undefined);
  if (reason !== undefined)
    throw unsupported(`The local cloud has no topic attribute ${name}, for want of ${reason}.`);
  switch (name) {
    case "Policy":
      if (value !== "") parseTopicPolicy(value);
      return;
    case "DisplayName":
      if (value.length > MAX_DISPLAY_NAME)
        throw invalidParameter(`DisplayName Reason: it has more than ${MAX_DISPLAY_NAME} characters`);
      return;
    case "KmsMasterKeyId":
      return;
    case "SignatureVersion":
      if (value !== "1" && value !== "2")
        throw invalidParameter(`SignatureVersion Reason: ${value} is not 1 or 2`);
      return;
    case "TracingConfig":
      if (value === "Active")
        throw unsupported(
          "The local cloud traces no topics: set TracingConfig to PassThrough or leave it out.",
        );
      if (value !== "PassThrough")
        throw invalidParameter(`TracingConfig Reason: ${value} is not PassThrough or Active`);
      return;
    default:
      throw invalidParameter(`AttributeName Reason: ${name} is not an attribute of a topic`);
  }
}

function settingsOf(attributes: Attributes): TopicSettings {
  return {
    attributes,
    policy: parseTopicPolicy(attributes.Policy ?? ""),
    kmsMasterKeyId: attributes.KmsMasterKeyId,
    signatureVersion: attributes.SignatureVersion === "2" ? "2" : "1",
  };
}
