import { AwsError } from "../../core/errors.ts";
import { parseQueuePolicy } from "../../services/sqs/policy.ts";
import type { Queue } from "../../services/sqs/queue.ts";
import { checkName } from "../../services/sqs/queues.ts";
import { parseRedriveAllowPolicy, parseRedrivePolicy } from "../../services/sqs/redrive.ts";
import type { Attributes } from "../../services/sqs/settings.ts";
import type { Sqs } from "../../services/sqs/sqs.ts";
import {
  type CheckFailure,
  isUnknown,
  type Properties,
  type ProviderModule,
  type ResourceHandler,
} from "../resource.ts";
import { document, documentText, tagsOf } from "./documents.ts";
import { checkProperties, flag, integer, oneOf, type Rules, text } from "./property-rules.ts";

/** `aws:sqs/queue:Queue` and the resources that set one attribute of a queue. */
export function sqsModule(sqs: Sqs): ProviderModule {
  return {
    resources: {
      "aws:sqs/queue:Queue": queueHandler(sqs),
      "aws:sqs/queuePolicy:QueuePolicy": attributeHandler(sqs, "policy", "Policy", parseQueuePolicy),
      "aws:sqs/redrivePolicy:RedrivePolicy": attributeHandler(
        sqs,
        "redrivePolicy",
        "RedrivePolicy",
        parseRedrivePolicy,
      ),
      "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": attributeHandler(
        sqs,
        "redriveAllowPolicy",
        "RedriveAllowPolicy",
        parseRedriveAllowPolicy,
      ),
    },
  };
}

/** Pulumi's properties and the attributes of the API they set. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  contentBasedDeduplication: "ContentBasedDeduplication",
  deduplicationScope: "DeduplicationScope",
  delaySeconds: "DelaySeconds",
  fifoQueue: "FifoQueue",
  fifoThroughputLimit: "FifoThroughputLimit",
  kmsDataKeyReusePeriodSeconds: "KmsDataKeyReusePeriodSeconds",
  kmsMasterKeyId: "KmsMasterKeyId",
  maxMessageSize: "MaximumMessageSize",
  messageRetentionSeconds: "MessageRetentionPeriod",
  policy: "Policy",
  receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
  redriveAllowPolicy: "RedriveAllowPolicy",
  redrivePolicy: "RedrivePolicy",
  sqsManagedSseEnabled: "SqsManagedSseEnabled",
  visibilityTimeoutSeconds: "VisibilityTimeout",
};

const FIFO_ONLY = ["contentBasedDeduplication", "deduplicationScope", "fifoThroughputLimit"];

const RULES: Rules = {
  name: text({ min: 1, max: 80 }),
  contentBasedDeduplication: flag,
  deduplicationScope: oneOf("messageGroup", "queue"),
  delaySeconds: integer(0, 900),
  fifoQueue: flag,
  fifoThroughputLimit: oneOf("perQueue", "perMessageGroupId"),
  kmsDataKeyReusePeriodSeconds: integer(60, 86_400),
  kmsMasterKeyId: text(),
  maxMessageSize: integer(1024, 1_048_576),
  messageRetentionSeconds: integer(60, 1_209_600),
  policy: document(parseQueuePolicy),
  receiveWaitTimeSeconds: integer(0, 20),
  redriveAllowPolicy: document(parseRedriveAllowPolicy),
  redrivePolicy: document(parseRedrivePolicy),
  sqsManagedSseEnabled: flag,
  visibilityTimeoutSeconds: integer(0, 43_200),
};

/** The defaults of Pulumi's AWS provider. Its largest message is smaller than the API's default of 1 MiB. */
const DEFAULTS: Properties = {
  delaySeconds: 0,
  fifoQueue: false,
  contentBasedDeduplication: false,
  maxMessageSize: 262_144,
  messageRetentionSeconds: 345_600,
  receiveWaitTimeSeconds: 0,
  visibilityTimeoutSeconds: 30,
};

function queueHandler(sqs: Sqs): ResourceHandler {
  const { queues } = sqs;
  const outputsOf = (queue: Queue, inputs: Properties) => ({ ...inputs, ...propertiesOf(sqs, queue) });
  return {
    replaceOn: ["name", "fifoQueue"],
    nameProperty: "name",
    check(given, { autoName }) {
      const inputs: Properties = { ...DEFAULTS, ...given };
      const failures = [...checkProperties(inputs, RULES), ...conflicts(inputs)];
      if (inputs.name !== undefined) return { inputs, failures: [...failures, ...nameFailures(inputs)] };
      if (inputs.fifoQueue === false) return { inputs: { ...inputs, name: autoName(80) }, failures };
      const reason = "must be given for a FIFO queue on the local cloud, and end with .fifo";
      return { inputs, failures: [...failures, { property: "name", reason }] };
    },
    create(inputs) {
      const name = String(inputs.name);
      // The real provider waits out the minute in which AWS holds the name of a deleted queue back.
      queues.forgetDeletion(name);
      const queue = queues.create(name, attributesOf(inputs), tagsOf(inputs));
      return { id: queues.urlOf(queue), outputs: outputsOf(queue, inputs) };
    },
    update(id, inputs, olds) {
      const queue = queues.require(queues.nameIn(id));
      const cleared = olds.kmsMasterKeyId && !inputs.kmsMasterKeyId ? { KmsMasterKeyId: "" } : {};
      queues.setAttributes(queue, { ...attributesOf(inputs), ...cleared });
      queue.tags.clear();
      for (const [key, value] of Object.entries(tagsOf(inputs))) queue.tags.set(key, value);
      return outputsOf(queue, inputs);
    },
    delete(id) {
      const queue = queues.find(queues.nameIn(id));
      if (queue !== undefined) queues.delete(queue);
    },
    read(id, olds) {
      const queue = queues.find(queues.nameIn(id));
      if (queue === undefined) return undefined;
      const { delaySeconds, maximumMessageSize, receiveMessageWaitTimeSeconds } = queue.settings;
      const now = {
        delaySeconds,
        maxMessageSize: maximumMessageSize,
        messageRetentionSeconds: queue.settings.messageRetentionPeriod,
        receiveWaitTimeSeconds: receiveMessageWaitTimeSeconds,
        visibilityTimeoutSeconds: queue.settings.visibilityTimeout,
        contentBasedDeduplication: queue.settings.contentBasedDeduplication,
        kmsMasterKeyId: undefined,
        tags: Object.fromEntries(queue.tags),
      };
      return { id, outputs: outputsOf(queue, { ...olds, ...now }) };
    },
  };
}

/** A resource that sets one document of a queue and takes it away again. */
function attributeHandler(
  { queues }: Sqs,
  property: string,
  attribute: string,
  parse: (json: string) => unknown,
): ResourceHandler {
  const rules: Rules = { queueUrl: text({ min: 1 }), [property]: document(parse) };
  const set = (inputs: Properties) => {
    const queueUrl = String(inputs.queueUrl);
    const queue = queues.require(queues.nameIn(queueUrl));
    queues.setAttributes(queue, { [attribute]: documentText(inputs[property]) });
    return { ...inputs, [property]: documentText(inputs[property]), region: queue.arn.split(":")[3] };
  };
  return {
    replaceOn: ["queueUrl"],
    check: (inputs) => ({ inputs, failures: checkProperties(inputs, rules, ["queueUrl", property]) }),
    create: (inputs) => ({ id: String(inputs.queueUrl), outputs: set(inputs) }),
    update: (_id, inputs) => set(inputs),
    delete(id) {
      const queue = queues.find(queues.nameIn(id));
      if (queue !== undefined) queues.setAttributes(queue, { [attribute]: "" });
    },
    read(id, olds) {
      const value = queues.find(queues.nameIn(id))?.settings.attributes[attribute];
      return value === undefined ? undefined : { id, outputs: { ...olds, queueUrl: id, [property]: value } };
    },
  };
}

function conflicts(inputs: Properties): readonly CheckFailure[] {
  const failures: CheckFailure[] = [];
  if (inputs.kmsMasterKeyId && inputs.sqsManagedSseEnabled === true) {
    failures.push({
      property: "sqsManagedSseEnabled",
      reason: "conflicts with kmsMasterKeyId: a queue has one kind of server-side encryption",
    });
  }
  if (inputs.fifoQueue === false) {
    for (const property of FIFO_ONLY) {
      if (inputs[property] !== undefined && inputs[property] !== false)
        failures.push({ property, reason: "can only be set for a FIFO queue" });
    }
  }
  return failures;
}

function nameFailures(inputs: Properties): readonly CheckFailure[] {
  if (typeof inputs.name !== "string" || isUnknown(inputs.name) || isUnknown(inputs.fifoQueue)) return [];
  try {
    checkName(inputs.name, inputs.fifoQueue === true);
    return [];
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return [{ property: "name", reason: `${error.message}; it is ${JSON.stringify(inputs.name)}` }];
  }
}

/** The attributes that properties set: for a standard queue without those of FIFO queues. */
function attributesOf(inputs: Properties): Attributes {
  const fifo = inputs.fifoQueue === true;
  const attributes: Record<string, string> = {};
  for (const [property, attribute] of Object.entries(ATTRIBUTES)) {
    const value = inputs[property];
    const skipped = !fifo && (property === "fifoQueue" || FIFO_ONLY.includes(property));
    if (value !== undefined && value !== null && value !== "" && !skipped)
      attributes[attribute] = documentText(value);
  }
  return attributes;
}

function propertiesOf({ queues }: Sqs, queue: Queue): Properties {
  const { attributes, fifo, kmsMasterKeyId } = queue.settings;
  return {
    arn: queue.arn,
    url: queues.urlOf(queue),
    name: queue.name,
    region: queue.arn.split(":")[3],
    policy: attributes.Policy ?? "",
    redrivePolicy: attributes.RedrivePolicy ?? "",
    redriveAllowPolicy: attributes.RedriveAllowPolicy ?? "",
    deduplicationScope: attributes.DeduplicationScope ?? "",
    fifoThroughputLimit: attributes.FifoThroughputLimit ?? "",
    fifoQueue: fifo,
    kmsDataKeyReusePeriodSeconds: Number(attributes.KmsDataKeyReusePeriodSeconds ?? 300),
    sqsManagedSseEnabled: attributes.SqsManagedSseEnabled === "true",
    ...(kmsMasterKeyId !== undefined && { kmsMasterKeyId }),
  };
}
