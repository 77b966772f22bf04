import type { Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Dispatcher } from "../../core/service.ts";

const LOG_GROUP_ARN = /^arn:[\w-]+:logs:[\w-]+:\d{12}:log-group:([\w./#-]{1,512})(?::\*)?$/;
/** Answers of CloudWatch Logs after it has let the delivery in: the stream is there, and a batch has no events. */
const ACCEPTABLE = ["ResourceAlreadyExistsException", "InvalidParameterException", "ValidationException"];
/** Events of one call of PutLogEvents, which takes 1 MiB. */
const MAX_BATCH = 64;

/** Undefined for what is not the ARN of a log group, with `:*` at its end or without. */
export function logGroupName(logGroupArn: string): string | undefined {
  return LOG_GROUP_ARN.exec(logGroupArn)?.[1];
}

/**
 * The lines of another service, which CloudWatch Logs' delivery service writes into a stream, in order and in the
 * background. As on AWS, a line that can't be delivered is lost and nobody waits for it.
 */
export class LogDelivery {
  readonly #dispatcher: Dispatcher;
  readonly #stream: { readonly logGroupName: string; readonly logStreamName: string };
  readonly #principal: Principal;
  #pending: { readonly timestamp: number; readonly message: string }[] = [];
  #opened: Promise<void> | undefined;
  #delivering: Promise<void> | undefined;

  /** @param logGroupArn one of which `logGroupName` knows the name */
  constructor(dispatcher: Dispatcher, logGroupArn: string, logStreamName: string) {
    this.#dispatcher = dispatcher;
    this.#stream = { logGroupName: logGroupName(logGroupArn) ?? "", logStreamName };
    const account = logGroupArn.split(":").slice(0, 5).join(":");
    this.#principal = {
      kind: "service",
      service: "delivery.logs.amazonaws.com",
      sourceArn: `${account}:delivery-source:${logStreamName}`,
    };
  }

  /** Makes the stream. @throws {AwsError} as CloudWatch Logs answers where nothing could be delivered */
  async open(): Promise<void> {
    this.#opened ??= this.#open();
    try {
      await this.#opened;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  write(timestamp: number, message: string): void {
    this.#pending.push({ timestamp, message });
    this.#delivering ??= this.#deliver();
  }

  /** Resolves when everything written so far is delivered, or lost. */
  async flushed(): Promise<void> {
    await this.#delivering;
  }

  async #open(): Promise<void> {
    await this.#call("CreateLogStream", {}).catch(refuseOthers);
    await this.#call("PutLogEvents", { logEvents: [] }).catch(refuseOthers);
  }

  async #deliver(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    await this.open().catch(() => undefined);
    while (this.#pending.length > 0) {
      const logEvents = this.#pending.slice(0, MAX_BATCH);
      this.#pending = this.#pending.slice(MAX_BATCH);
      await this.#call("PutLogEvents", { logEvents }).catch(() => undefined);
    }
    this.#delivering = undefined;
  }

  #call(operation: string, input: object): Promise<unknown> {
    return this.#dispatcher.call("logs", operation, { ...this.#stream, ...input }, this.#principal);
  }
}

function refuseOthers(error: unknown): void {
  if (error instanceof AwsError && ACCEPTABLE.includes(error.code)) return;
  throw error;
}
