import { AwsError } from "../../core/errors.ts";
import type { Dispatcher } from "../../core/service.ts";
import { LogDelivery, logGroupName } from "../logs/delivery.ts";
import { badRequest } from "./errors.ts";

const VARIABLE = /\$context\.(authorizer\.claims\.[\w:-]+|\w+(?:\.\w+)*)/g;
const MAX_FORMAT_BYTES = 3 * 1024;

/**
 * The access log of one stage. Lines are delivered in order, in the background; as on AWS, one that can't be delivered
 * is lost and no request waits for it.
 * Source: API Gateway Developer Guide, "Configure logging for HTTP APIs in API Gateway".
 */
export class AccessLog {
  /** Literal text and names of variables in turn. */
  readonly #format: readonly string[];
  readonly #delivery: LogDelivery;

  constructor(delivery: LogDelivery, format: string) {
    this.#delivery = delivery;
    this.#format = format.split(VARIABLE);
  }

  /** @throws {AwsError} `BadRequestException` where nothing could be delivered. */
  static async open(
    dispatcher: Dispatcher,
    settings: { readonly destinationArn: string; readonly format: string },
    logStreamName: string,
  ): Promise<AccessLog> {
    const { destinationArn, format } = settings;
    if (logGroupName(destinationArn) === undefined) {
      throw badRequest(
        `Invalid access log destination ARN '${destinationArn}'. It must be that of a CloudWatch Logs log group.`,
      );
    }
    checkFormat(format);
    const delivery = new LogDelivery(dispatcher, destinationArn, logStreamName);
    await delivery.open().catch((error) => refuseUndeliverable(error, destinationArn));
    return new AccessLog(delivery, format);
  }

  /** `variable` gives the value of `$context.NAME`; what has none is logged as `-`. */
  write(timestamp: number, variable: (name: string) => string | number | undefined): void {
    let message = "";
    for (const [index, text] of this.#format.entries())
      message += index % 2 === 0 ? text : logged(variable(text));
    this.#delivery.write(timestamp, message);
  }

  /** Resolves when everything written so far is delivered, or lost. */
  async flushed(): Promise<void> {
    await this.#delivery.flushed();
  }
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

function refuseUndeliverable(error: unknown, destinationArn: string): never {
  if (!(error instanceof AwsError)) throw error;
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
