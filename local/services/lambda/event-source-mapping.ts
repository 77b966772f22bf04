import { AwsError, validationError } from "../../core/errors.ts";
import { invalidParameter } from "./names.ts";

/** What an event source mapping of a queue is made of, under the names of Lambda's API. */
export interface EventSourceMappingConfiguration {
  readonly EventSourceArn: string;
  /** The function's name or ARN, with an optional version or alias. */
  readonly FunctionName: string;
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds: number;
  readonly FunctionResponseTypes: readonly "ReportBatchItemFailures"[];
  readonly MaximumConcurrency: number | undefined;
  readonly Enabled: boolean;
}

export interface EventSourceMappingInput {
  readonly EventSourceArn?: string;
  readonly FunctionName: string;
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly FunctionResponseTypes?: readonly string[];
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
  readonly Enabled?: boolean;
}

const QUEUE_ARN = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9-_]{1,80}(\.fifo)?$/;
const DEFAULT_BATCH_SIZE = 10;
const MAX_UNWINDOWED_BATCH = 10;

/**
 * Checks a mapping and fills in Lambda's defaults ("Lambda parameters for Amazon SQS event source mappings").
 * @throws {AwsError} `InvalidParameterValueException`, `ValidationException`
 */
export function mappingOf(input: EventSourceMappingInput): EventSourceMappingConfiguration {
  const { EventSourceArn, FunctionName, Enabled = true, FunctionResponseTypes = [] } = input;
  const { BatchSize = DEFAULT_BATCH_SIZE, MaximumBatchingWindowInSeconds = 0 } = input;
  if (EventSourceArn === undefined || !QUEUE_ARN.test(EventSourceArn)) {
    throw invalidParameter(
      `Unrecognized event source: the local cloud maps SQS queues to functions, and ${EventSourceArn ?? "nothing"} is not the ARN of one.`,
    );
  }
  const fifo = EventSourceArn.endsWith(".fifo");
  within("batchSize", BatchSize, 1, 10_000);
  within("maximumBatchingWindowInSeconds", MaximumBatchingWindowInSeconds, 0, 300);
  if (fifo && MaximumBatchingWindowInSeconds > 0) {
    throw invalidParameter(
      `Batching window is not supported for FIFO queues: ${EventSourceArn} has MaximumBatchingWindowInSeconds ${MaximumBatchingWindowInSeconds}.`,
    );
  }
  if (fifo && BatchSize > MAX_UNWINDOWED_BATCH)
    throw invalidParameter(`BatchSize ${BatchSize} is more than 10, the most that FIFO queues support.`);
  if (BatchSize > MAX_UNWINDOWED_BATCH && MaximumBatchingWindowInSeconds === 0) {
    throw invalidParameter(
      `Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10: BatchSize is ${BatchSize}.`,
    );
  }
  const types = FunctionResponseTypes.filter((type) => type === "ReportBatchItemFailures");
  if (types.length !== FunctionResponseTypes.length)
    throw validationError(
      `FunctionResponseTypes takes [ReportBatchItemFailures], got [${FunctionResponseTypes}].`,
    );
  const MaximumConcurrency = input.ScalingConfig?.MaximumConcurrency;
  if (MaximumConcurrency !== undefined)
    within("scalingConfig.maximumConcurrency", MaximumConcurrency, 2, 1000);
  return {
    EventSourceArn,
    FunctionName,
    BatchSize,
    MaximumBatchingWindowInSeconds,
    FunctionResponseTypes: types,
    MaximumConcurrency,
    Enabled,
  };
}

function within(member: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value between ${least} and ${most}`,
  );
}
