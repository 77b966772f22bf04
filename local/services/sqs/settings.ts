import type { PolicyDocument } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import { invalidAttributeValue, twoKindsOfEncryption, unknownAttribute } from "./errors.ts";
import { parseQueuePolicy } from "./policy.ts";
import {
  parseRedriveAllowPolicy,
  parseRedrivePolicy,
  type RedriveAllowPolicy,
  type RedrivePolicy,
} from "./redrive.ts";

/** Attributes of a queue as its API has them: text by name. */
export type Attributes = Readonly<Record<string, string>>;

/** What a queue's attributes mean. Times are seconds, sizes bytes. */
export interface QueueSettings {
  readonly attributes: Attributes;
  readonly fifo: boolean;
  readonly delaySeconds: number;
  readonly maximumMessageSize: number;
  readonly messageRetentionPeriod: number;
  readonly receiveMessageWaitTimeSeconds: number;
  readonly visibilityTimeout: number;
  readonly contentBasedDeduplication: boolean;
  readonly deduplicationPerGroup: boolean;
  readonly kmsMasterKeyId: string | undefined;
  readonly policy: PolicyDocument | undefined;
  readonly redrivePolicy: RedrivePolicy | undefined;
  readonly redriveAllowPolicy: RedriveAllowPolicy | undefined;
}

/** Lowest and highest value. Source: SQS API Reference, `SetQueueAttributes`. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
};

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  SqsManagedSseEnabled: ["true", "false"],
  ContentBasedDeduplication: ["true", "false"],
  DeduplicationScope: ["queue", "messageGroup"],
  FifoThroughputLimit: ["perQueue", "perMessageGroupId"],
  FifoQueue: ["true"],
};

const DOCUMENTS: Readonly<Record<string, (json: string) => unknown>> = {
  RedrivePolicy: parseRedrivePolicy,
  RedriveAllowPolicy: parseRedriveAllowPolicy,
  Policy: parseQueuePolicy,
};

const FIFO_ONLY = ["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"];

const DEFAULTS: Attributes = {
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  VisibilityTimeout: "30",
  SqsManagedSseEnabled: "true",
};

const FIFO_DEFAULTS: Attributes = {
  FifoQueue: "true",
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};

const COMPUTED = [
  "QueueArn",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
];

/** Whether queues can have an attribute of this name, be it settable or computed. */
export function isAttributeName(name: string): boolean {
  return (
    name in RANGES ||
    name in CHOICES ||
    name in DOCUMENTS ||
    name === "KmsMasterKeyId" ||
    COMPUTED.includes(name)
  );
}

/** The settings of a new queue: AWS's defaults and what its creator gives. */
export function newSettings(given: Attributes): QueueSettings {
  const fifo = given.FifoQueue === "true";
  return changeSettings(settingsOf(fifo ? { ...DEFAULTS, ...FIFO_DEFAULTS } : DEFAULTS), given);
}

/** @throws {AwsError} `InvalidAttributeName`, `InvalidAttributeValue`, `InvalidParameterValue` */
export function changeSettings(current: QueueSettings, changes: Attributes): QueueSettings {
  const next: Record<string, string> = { ...current.attributes };
  for (const [name, value] of Object.entries(changes)) {
    checkAttribute(name, value, current.fifo);
    if (value === "" && (name in DOCUMENTS || name === "KmsMasterKeyId")) delete next[name];
    else next[name] = value;
  }
  reconcileEncryption(next, changes);
  if (next.FifoThroughputLimit === "perMessageGroupId" && next.DeduplicationScope !== "messageGroup")
    throw invalidAttributeValue("FifoThroughputLimit");
  return settingsOf(next);
}

function checkAttribute(name: string, value: string, fifo: boolean): void {
  if (name === "FifoQueue" && value === "true" && !fifo) {
    throw new AwsError(
      "InvalidAttributeValue",
      "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
    );
  }
  if (FIFO_ONLY.includes(name) && !fifo) throw unknownAttribute(name);
  const range = RANGES[name];
  const choices = CHOICES[name];
  const parse = DOCUMENTS[name];
  if (range !== undefined) {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= range[0] && number <= range[1])) throw invalidAttributeValue(name);
  } else if (choices !== undefined) {
    if (!choices.includes(value)) throw invalidAttributeValue(name);
  } else if (parse !== undefined) {
    if (value !== "") parse(value);
  } else if (name !== "KmsMasterKeyId") {
    throw unknownAttribute(name);
  }
}

/** A queue has one kind of server-side encryption: the later request wins, unless it asks for both. */
function reconcileEncryption(next: Record<string, string>, changes: Attributes): void {
  if (changes.KmsMasterKeyId && changes.SqsManagedSseEnabled === "true") throw twoKindsOfEncryption();
  if (changes.KmsMasterKeyId) next.SqsManagedSseEnabled = "false";
  if (changes.SqsManagedSseEnabled === "true") {
    if (next.KmsMasterKeyId !== undefined) throw twoKindsOfEncryption();
  }
  if (next.KmsMasterKeyId !== undefined) next.KmsDataKeyReusePeriodSeconds ??= "300";
  else delete next.KmsDataKeyReusePeriodSeconds;
}

function settingsOf(attributes: Attributes): QueueSettings {
  const document = <T>(name: string, parse: (json: string) => T): T | undefined => {
    const json = attributes[name];
    return json === undefined ? undefined : parse(json);
  };
  return {
    attributes,
    fifo: attributes.FifoQueue === "true",
    delaySeconds: Number(attributes.DelaySeconds),
    maximumMessageSize: Number(attributes.MaximumMessageSize),
    messageRetentionPeriod: Number(attributes.MessageRetentionPeriod),
    receiveMessageWaitTimeSeconds: Number(attributes.ReceiveMessageWaitTimeSeconds),
    visibilityTimeout: Number(attributes.VisibilityTimeout),
    contentBasedDeduplication: attributes.ContentBasedDeduplication === "true",
    deduplicationPerGroup: attributes.DeduplicationScope === "messageGroup",
    kmsMasterKeyId: attributes.KmsMasterKeyId,
    policy: document("Policy", parseQueuePolicy),
    redrivePolicy: document("RedrivePolicy", parseRedrivePolicy),
    redriveAllowPolicy: document("RedriveAllowPolicy", parseRedriveAllowPolicy),
  };
}
