import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { CORRELATION_ATTRIBUTE } from "../contracts/message-attributes.ts";
import type { ContractError, Validator } from "../contracts/validation.ts";
import { PermanentError } from "../errors.ts";
import { type Telemetry, telemetryOf } from "../observability/invocation.ts";
import { type Subsegment, subsegment, withTrace } from "../observability/trace.ts";

/** One message of the batch. */
export interface QueueMessage {
  readonly record: SQSRecord;
  readonly correlationId: string;
  /** Of this message alone: messages of a batch run side by side. */
  readonly telemetry: Telemetry;
  readonly trace: Subsegment;
}

export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/**
 * Wraps the processing of one message into a handler of batches that answers with the messages that failed
 * (`ReportBatchItemFailures`). A failed message comes back after its visibility timeout and goes to the
 * dead-letter queue after its last receive, whether the error is permanent or not; its neighbours are done.
 *
 * @param operation names the trace's step, for example `ProcessOrder`
 * @param correlationIdOf where a message has its correlation id; in an attribute by default
 */
export function queueHandler(
  service: string,
  operation: string,
  process: (message: QueueMessage) => Promise<void>,
  correlationIdOf: (record: SQSRecord) => string | undefined = inAttribute,
): QueueHandler {
  const processor = new BatchProcessor(EventType.SQS);
  return (event, context) => {
    const handleRecord = async (record: SQSRecord): Promise<void> => {
      const correlationId = correlationIdOf(record) ?? record.messageId;
      const telemetry = telemetryOf(service, context, { correlationId, messageId: record.messageId });
      try {
        await subsegment(operation, (trace) => {
          trace.annotate("correlationId", correlationId);
          return process({ record, correlationId, telemetry, trace });
        });
      } catch (error) {
        report(error, record, telemetry);
        // A thrown value that is no Error would reject the batch as a whole.
        throw error instanceof Error ? error : new Error(String(error));
      }
    };
    return withTrace(() =>
      // By default a batch that failed as a whole throws, and a handler that catches it acknowledges it.
      processPartialResponse(event, handleRecord, processor, { context, throwOnFullBatchFailure: false }),
    );
  };
}

function inAttribute({ messageAttributes }: SQSRecord): string | undefined {
  return messageAttributes[CORRELATION_ATTRIBUTE]?.stringValue;
}

function report(error: unknown, record: SQSRecord, { log, metrics }: Telemetry): void {
  const received = { receiveCount: Number(record.attributes.ApproximateReceiveCount) };
  if (error instanceof PermanentError) {
    log.error("The message can never be processed", received, error);
    metrics.count("PoisonMessages");
  } else {
    log.warn("The message failed and will come back", received, error);
  }
}

/** The message's body, checked against its contract. @throws {PermanentError} naming the bad fields, never their values */
export function parseMessage<T>(body: string, validator: Validator<T>): T {
  return satisfying(parseJson(body), validator);
}

/** A part of a message, checked against its contract. @throws {PermanentError} naming the bad fields, never their values */
export function satisfying<T>(value: unknown, validator: Validator<T>): T {
  if (validator(value)) return value;
  throw new PermanentError(`The message does not satisfy its contract: ${locate(validator.errors ?? [])}.`);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new PermanentError("The message is not JSON.");
  }
}

function locate(errors: readonly ContractError[]): string {
  const places = errors
    .slice(0, 10)
    .map(({ instancePath, keyword }) => `${instancePath || "/"} (${keyword})`);
  return places.join(", ");
}
