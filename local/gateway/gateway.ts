import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Principal } from "../core/access.ts";
import type { Account } from "../core/account.ts";
import { isByteSource } from "../core/byte-source.ts";
import type { Clock } from "../core/clock.ts";
import { AnswerLost, AwsError } from "../core/errors.ts";
import type { Dispatcher, Service } from "../core/service.ts";
import { Authentication, type CredentialSource } from "./authentication.ts";
import { BodyTooLarge, ClientGone, readBody } from "./body.ts";
import type { SignedRequest } from "./canonical-request.ts";
import { Endpoint, type Request, type Response } from "./endpoint.ts";
import { type ErrorProtocol, protocolOf, protocolOfStranger, type WireAnswer } from "./protocol.ts";
import { versionOf } from "./query-protocol.ts";
import { hasRoute } from "./rest-json-protocol.ts";
import { hasXmlRoute } from "./rest-xml-protocol.ts";
import { bodyLimit, MAX_BODY_LIMIT, spoolLimit } from "./service-traits.ts";
import { readSignature, type Signature } from "./signature-v4.ts";
import { receiveBody } from "./spooled-body.ts";

export interface GatewayOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly iam: CredentialSource;
  /** Asked first: answers true when it takes the request, such as one of the API gateway or the control API. */
  readonly fallback?: (request: Request, response: Response) => boolean;
  /** Resolves when what has been done outlives this process; no answer leaves before. At once, when absent. */
  readonly committed?: () => Promise<void> | undefined;
  /** Where bodies are put that are too long for memory. Without it nobody may send one. */
  readonly spool?: () => string;
  /** Told of what went wrong within the local cloud itself. Standard error by default. */
  readonly onFault?: (error: unknown, what: string) => void;
}

const ANONYMOUS: Principal = { kind: "anonymous" };

/**
 * The endpoint of every AWS SDK: verifies the signature of a call, finds its service by the credential scope, has
 * the dispatcher authorise and run it, and answers in the service's protocol.
 */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #authentication: Authentication;
  readonly #endpoint: Endpoint;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#authentication = new Authentication(options);
    this.#endpoint = new Endpoint((request, response) => {
      if (options.fallback?.(request, response)) return;
      this.#serve(request, response).catch((error) => {
        this.#fault(error, `${request.method} ${request.url}`);
        response.destroy();
      });
    });
  }

  /** Listens on the loopback addresses; port 0 takes any free one. */
  async listen(port: number): Promise<{ readonly url: string; readonly port: number }> {
    const taken = await this.#endpoint.listen(port);
    return { url: `http://127.0.0.1:${taken}`, port: taken };
  }

  close(): Promise<void> {
    return this.#endpoint.close();
  }

  async #serve(request: Request, response: Response): Promise<void> {
    const requestId = randomUUID();
    const { method = "GET", url = "/", headers } = request;
    let answer: WireAnswer;
    let received: SignedRequest = { method, url, headers, body: Buffer.alloc(0) };
    try {
      received = await this.#receive(request, received);
      answer = await this.#answer(received, requestId);
    } catch (error) {
      if (error instanceof ClientGone) return;
      if (error instanceof AnswerLost) {
        response.destroy();
        return;
      }
      const refusal = error instanceof BodyTooLarge ? tooLarge(error.limit) : error;
      if (!(refusal instanceof AwsError)) throw error;
      answer = protocolOfStranger(received, serviceOf(received)).fail(undefined, refusal, requestId);
    } finally {
      if (received.file !== undefined) await rm(received.file.path, { force: true });
    }
    const committed = this.#options.committed?.();
    if (committed !== undefined) await committed;
    if (response.destroyed) return;
    const { status, body } = answer;
    const length = isByteSource(body) ? body.size : Buffer.byteLength(body);
    response.writeHead(status, { ...answer.headers, "content-length": length });
    if (!isByteSource(body) || method === "HEAD") response.end(isByteSource(body) ? undefined : body);
    else await pipeline(body.open(), response).catch(() => response.destroy());
  }

  /** With its body, which is in a file where it is too long for memory and its service takes such ones. */
  async #receive(request: Request, head: SignedRequest): Promise<SignedRequest> {
    const { spool } = this.#options;
    const limit = spoolLimit(serviceOf(head));
    if (spool === undefined || limit === undefined)
      return { ...head, body: await readBody(request, MAX_BODY_LIMIT) };
    const { trailers, ...body } = await receiveBody(request, { directory: spool(), limit });
    return { ...head, ...body, headers: { ...trailers, ...head.headers } };
  }

  async #answer(request: SignedRequest, requestId: string): Promise<WireAnswer> {
    let service: Service | undefined;
    let errors: ErrorProtocol = protocolOfStranger(request);
    let what = `${request.method} ${request.url}`;
    try {
      const signature = this.#authentication.read(request);
      service = this.#service(request, signature);
      if (service === undefined) {
        errors = protocolOfStranger(request, signature?.service);
        if (signature === undefined) throw notSigned();
        this.#authentication.verify(request, signature);
        throw serviceMissing(signature.service, request);
      }
      const protocol = protocolOf(service, request);
      errors = protocol;
      const { length } = request.body;
      if (length > bodyLimit(service.signingName)) throw tooLarge(bodyLimit(service.signingName));
      const principal = signature && this.#authentication.verify(request, signature);
      const { operation, input } = protocol.parse(service, request);
      what = `${service.signingName}:${operation}`;
      if (principal === undefined && !acceptsUnsigned(service, operation)) throw notSigned();
      const { dispatcher } = this.#options;
      const output = await dispatcher.call(
        service.signingName,
        operation,
        input,
        principal ?? ANONYMOUS,
        requestId,
        signature?.accessKeyId,
      );
      return protocol.answer(service, operation, output, requestId);
    } catch (error) {
      if (error instanceof AwsError) return errors.fail(service, error, requestId);
      if (error instanceof AnswerLost) throw error;
      this.#fault(error, what);
      return errors.fail(
        service,
        new AwsError(
          "InternalFailure",
          "The request processing has failed because of an unknown error.",
          500,
        ),
        requestId,
      );
    }
  }

  /** By the credential scope; an unsigned call is for the service of its target, its path or its version. */
  #service(request: SignedRequest, signature: Signature | undefined): Service | undefined {
    const { dispatcher } = this.#options;
    if (signature !== undefined) return dispatcher.service(signature.service);
    const target = request.headers["x-amz-target"];
    if (typeof target !== "string") {
      const version = versionOf(request);
      for (const service of dispatcher.services())
        if (hasRoute(service, request) || hasVersion(service, version)) return service;
      return [...dispatcher.services()].find((service) => hasXmlRoute(service, request));
    }
    const prefix = target.slice(0, target.lastIndexOf("."));
    for (const service of dispatcher.services()) if (service.targetPrefix === prefix) return service;
    return undefined;
  }

  #fault(error: unknown, what: string): void {
    const { onFault = printFault } = this.#options;
    onFault(error, what);
  }
}

/** Whose a request says it is, before anything is verified. One that is not signed, S3's clients still mark. */
function serviceOf(request: SignedRequest): string | undefined {
  try {
    const signature = readSignature(request);
    if (signature !== undefined) return signature.service;
    return request.headers["x-amz-content-sha256"] === undefined ? undefined : "s3";
  } catch {
    return undefined;
  }
}

function printFault(error: unknown, what: string): void {
  process.stderr.write(`Fault in ${what}: ${error instanceof Error ? error.stack : String(error)}\n`);
}

/** Whether it is the version of the service's API, of which no two services have the same one. */
function hasVersion({ xmlNamespace }: Service, version: string | undefined): boolean {
  return version !== undefined && xmlNamespace?.endsWith(`/${version}/`) === true;
}

/**
 * Whether a call may come without a signature. One of an operation that is not there may where the service has others
 * that need none, so that its client is told what is missing instead of to sign.
 */
function acceptsUnsigned({ operations }: Service, name: string): boolean {
  if (Object.hasOwn(operations, name)) return operations[name]?.unauthenticated === true;
  return Object.values(operations).some(({ unauthenticated }) => unauthenticated === true);
}

function serviceMissing(signingName: string, { method, url, headers }: SignedRequest): AwsError {
  const target = headers["x-amz-target"];
  const call = typeof target === "string" ? target : `${method} ${url.split("?", 1)[0]}`;
  return new AwsError(
    "UnknownOperationException",
    `The local cloud does not have the service ${signingName} (${call}).`,
  );
}

function notSigned(): AwsError {
  return new AwsError("MissingAuthenticationTokenException", "Request is missing Authentication Token");
}

function tooLarge(limit: number): AwsError {
  return new AwsError(
    "RequestEntityTooLargeException",
    `The request body is longer than the ${limit} bytes that are allowed.`,
    413,
  );
}
