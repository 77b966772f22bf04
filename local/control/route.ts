import type { Cloud } from "../cloud.ts";

/** The parts of the local cloud that the control API shows and moves. */
export type ControlParts = Pick<
  Cloud,
  | "account"
  | "apiGateway"
  | "clock"
  | "cloudWatch"
  | "cognito"
  | "dynamodb"
  | "endpoint"
  | "faults"
  | "iam"
  | "kms"
  | "events"
  | "lambda"
  | "logs"
  | "s3"
  | "scheduler"
  | "ses"
  | "sns"
  | "sqs"
  | "ssm"
  | "stepFunctions"
  | "store"
  | "xray"
>;

/** The stack that is deployed onto the local cloud. */
export interface DeployedStack {
  readonly name: string;
  /** Milliseconds from the start of the process until everything served. */
  readonly readyMs: number;
  /** The names of functions in the program, such as `orders-create`, and on AWS. */
  readonly functions: ReadonlyMap<string, string>;
}

export interface ControlRequest {
  readonly query: URLSearchParams;
  /** What JSON the body is; undefined without one. */
  readonly body: unknown;
  /** Undefined before one is deployed. */
  readonly stack: DeployedStack | undefined;
}

/** An answer of one JSON value a line, which may go on without end. */
export class Lines {
  /** Writes what there is. Calls `end`, or answers what stops it when the client has gone. */
  readonly begin: (write: (line: object) => void, end: () => void) => (() => void) | undefined;

  constructor(begin: Lines["begin"]) {
    this.begin = begin;
  }
}

export type Route = (parts: ControlParts, request: ControlRequest) => object | Promise<object>;

/** A request that cannot be done as it is. */
export class BadControlRequest extends Error {}

/** The member of a JSON object; undefined for anything else. */
export function member(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>)[name] : undefined;
}

/** @throws {BadControlRequest} for a parameter that is not known */
export function onlyKnown(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys())
    if (!known.includes(name))
      throw new BadControlRequest(
        `There is no parameter '${name}'${known.length === 0 ? "." : `, only ${known.join(", ")}.`}`,
      );
}
