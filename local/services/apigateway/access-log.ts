import type { Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Dispatcher } from "../../core/service.ts";
import { badRequest } from "./errors.ts";

const VARIABLE = /\$context\.(authorizer\.claims\.[\w:-]+|\w+(?:\.\w+)*)/g;
const LOG_GROUP_ARN = /^arn:[\w-]+:logs:[\w-]+:\d{12}:log-group:([\w./#-]{1,512})(?::\*)?$/;
const MAX_FORMAT_BYTES = 3 * 1024;
/** Answers of CloudWatch Logs after it has let the delivery in: the stream is there, and a batch has no events. */
const ACCEPTABLE = ["ResourceAlreadyExistsException", "InvalidParameterException", "ValidationException"];
/** Events of one call of PutLogEvents, which takes 1 MiB: a line holds little more than the 10 KB of a request. */
const MAX_BATCH = 64;

/**
 * The access log of one stage. Lines are delivered in order, in the background; as on AWS, one that can't be delivered
 * is lost and no request waits for it.
 * Source: API Gateway Developer Guide, "Configure logging for HTTP APIs in API Gateway".
 */
export class AccessLog {
  readonly #dispatcher: Dispatcher;
  readonly #logGroupName: string;
  readonly #logStreamName: string;
  /** Literal text and names of variables in turn. */
  readonly #format: readonly string[];
  readonly #delivery: Principal;
  #pending: { readonly timestamp: number; readonly message: string }[] = [];
  #delivering: Promise<void> | undefined;

  constructor(
    dispatcher: Dispatcher,
    delivery: Principal,
    logGroupName: string,
    logStreamName: string,
    format: string,
  ) {
    this.#dispatcher = dispatcher;
    this.#delivery = delivery;
    this.#logGroupName = logGroupName;
    this.#logStreamName = logStreamName;
    this.#format = format.split(VARIABLE);
  }

  /** @throws {AwsError} `BadRequestException` where nothing could be delivered. */
  static async open(
    dispatcher: Dispatcher,
    settings: { readonly destinationArn: string; readonly format: string },
    logStreamName: string,
  ): Promise<AccessLog> {
    const logGroupName = LOG_GROUP_ARN.exec(settings.destinationArn)?.[1];
    if (logGroupName === undefined) {
      throw badRequest(
        `Invalid access log destination ARN '${settings.destinationArn}'. It must be that of a CloudWatch Logs log group.`,
      );
    }
    checkFormat(settings.format);
    const stream = { logGroupName, logStreamName };
    const delivery = deliveryFrom(settings.destinationArn, logStreamName);
    await dispatcher
      .call("logs", "CreateLogStream", stream, delivery)
      .catch((error) => refuseUndeliverable(error, settings.destinationArn));
    await dispatcher
      .call("logs", "PutLogEvents", { ...stream, logEvents: [] }, delivery)
      .catch((error) => refuseUndeliverable(error, settings.destinationArn));
    return new AccessLog(dispatcher, delivery, logGroupName, logStreamName, settings.format);
  }

  /** `variable` gives the value of `$context.NAME`; what has none is logged as `-`. */
  write(timestamp: number, variable: (name: string) => string | number | undefined): void {
    let message = "";
    for (const [index, text] of this.#format.entries())
      message += index % 2 === 0 ? text : logged(variable(text));
    this.#pending.push({ timestamp, message });
    this.#delivering ??= this.#deliver();
  }

  /** Resolves when everything written so far is delivered, or lost. */
  async flushed(): Promise<void> {
    await this.#delivering;
  }

  async #deliver(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#pending.length > 0) {
      const logEvents = this.#pending.slice(0, MAX_BATCH);
      this.#pending = this.#pending.slice(MAX_BATCH);
      const input = { logGroupName: this.#logGroupName, logStreamName: this.#logStreamName, logEvents };
      await this.#dispatcher.call("logs", "PutLogEvents", input, this.#delivery).catch(() => undefined);
    }
    this.#delivering = undefined;
  }
}

/** CloudWatch Logs' delivery service, acting for a delivery source in the log group's account and region. */
function deliveryFrom(destinationArn: string, source: string): Principal {
  const account = destinationArn.split(":").slice(0, 5).join(":");
  return {
    kind: "service",
    service: "delivery.logs.amazonaws.com",
    sourceArn: `${account}:delivery-source:${source}`,
  };
}

function checkFormat(format: string): void {
  if (/[\r\n]/.test(format)) throw badRequest("The access log format must be a single line.");
  if (Buffer.byteLength(format) > MAX_FORMAT_BYTES)
    throw badRequest(`The access log format must be at most ${MAX_FORMAT_BYTES} bytes.`);
  if (!/\$context\.(requestId|extendedRequestId)\b/.test(format)) {
    throw badRequest(
      `Invalid access log format '${format.slice(0, 100)}': it must include at least $context.requestId or $context.extendedRequestId.`,
    );
  }
}

function refuseUndeliverable(error: unknown, destinationArn: string): void {
  if (!(error instanceof AwsError)) throw error;
  if (ACCEPTABLE.includes(error.code)) return;
  if (error.code === "ResourceNotFoundException")
    throw badRequest(`The log group of the access log destination ${destinationArn} does not exist.`);
  throw badRequest(
    `Insufficient permissions to enable logging: ${error.message} A resource policy of CloudWatch Logs must allow delivery.logs.amazonaws.com logs:CreateLogStream and logs:PutLogEvents on ${destinationArn}:*.`,
  );
}

function logged(value: string | number | undefined): string {
  return value === undefined || value === "" ? "-" : jsonEscaped(String(value));
}

/** Within a JSON string, and on one line. */
function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
