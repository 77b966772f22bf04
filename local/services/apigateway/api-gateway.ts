import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type Account, arn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import type { FunctionInvoker, MetricSink, TokenIssuers } from "../../core/ports.ts";
import type { Dispatcher } from "../../core/service.ts";
import { TokenBucket } from "../../core/token-bucket.ts";
import { DataPlane, type DataPlaneOptions } from "./data-plane.ts";
import { notFound } from "./errors.ts";
import { HttpApi } from "./http-api.ts";
import { newId } from "./ids.ts";
import { IssuerKeys } from "./issuer-keys.ts";
import type { ApiSettings } from "./model.ts";
import { ACCOUNT_BURST, ACCOUNT_RATE } from "./stage.ts";
import { checkApi } from "./validation.ts";

/** Above AWS's 10,240 bytes, so that the data plane answers for what is a little too large. */
const PARSER_HEADER_BYTES = 64 * 1024;

export interface ApiGatewayOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly functions: FunctionInvoker;
  readonly issuers: TokenIssuers;
  /** Where access logs are delivered to. */
  readonly dispatcher: Dispatcher;
  readonly metrics: MetricSink;
  readonly ports: {
    /** The next port to try; 0 takes any free one. */
    next(): number;
    /** Told of each port that an API listens on. */
    taken?(port: number): void;
  };
}

/**
 * HTTP APIs (API Gateway v2). Each API listens on a port of its own on 127.0.0.1, so that it is an origin of its own;
 * a stage other than `$default` is reached below `/NAME`, as on AWS. WebSocket APIs are refused.
 */
export class ApiGateway {
  readonly account: Account;
  readonly #options: ApiGatewayOptions;
  readonly #dataPlane: DataPlaneOptions;
  readonly #apis = new Map<string, { readonly api: HttpApi; readonly server: Server }>();

  constructor(options: ApiGatewayOptions) {
    const { account, clock, functions, metrics } = options;
    this.account = account;
    this.#options = options;
    const keys = new IssuerKeys(clock, options.issuers);
    const accountLimit = new TokenBucket(clock, ACCOUNT_RATE, ACCOUNT_BURST);
    this.#dataPlane = { account, clock, functions, keys, metrics, accountLimit };
  }

  /** @throws {AwsError} `BadRequestException` */
  async createApi(settings: ApiSettings): Promise<HttpApi> {
    checkApi(settings);
    const server = createServer({ maxHeaderSize: PARSER_HEADER_BYTES });
    server.on("clientError", refuseMalformed);
    const port = await this.#listen(server);
    this.#options.ports.taken?.(port);
    const apiId = newId(10);
    const api = new HttpApi(
      {
        apiId,
        apiEndpoint: `http://127.0.0.1:${port}`,
        executionArn: arn(this.account, "execute-api", apiId),
        clock: this.#options.clock,
        dispatcher: this.#options.dispatcher,
        keys: this.#dataPlane.keys,
      },
      settings,
    );
    const dataPlane = new DataPlane(this.#dataPlane, api);
    server.on("request", (message, response) => void dataPlane.serve(message, response));
    this.#apis.set(apiId, { api, server });
    return api;
  }

  /** On the first port that nobody else has. */
  async #listen(server: Server): Promise<number> {
    for (;;) {
      const port = this.#options.ports.next();
      try {
        return await listen(server, port);
      } catch (error) {
        if (port === 0 || (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      }
    }
  }

  /** @throws {AwsError} `NotFoundException` */
  api(apiId: string): HttpApi {
    const found = this.findApi(apiId);
    if (found === undefined) throw notFound("API", apiId);
    return found;
  }

  get apis(): readonly HttpApi[] {
    return [...this.#apis.values()].map(({ api }) => api);
  }

  findApi(apiId: string): HttpApi | undefined {
    return this.#apis.get(apiId)?.api;
  }

  /** Ends the API with its routes, stages and connections; one that is gone already is fine. */
  async deleteApi(apiId: string): Promise<void> {
    const entry = this.#apis.get(apiId);
    if (entry === undefined) return;
    this.#apis.delete(apiId);
    entry.server.close();
    entry.server.closeAllConnections();
    await entry.api.flushed();
  }

  /** Ends all APIs, once their access logs are delivered. */
  async close(): Promise<void> {
    await Promise.all([...this.#apis.keys()].map((apiId) => this.deleteApi(apiId)));
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason] =
    error.code === "HPE_HEADER_OVERFLOW"
      ? [431, "Request Header Fields Too Large"]
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? [408, "Request Timeout"]
        : [400, "Bad Request"];
  const body = JSON.stringify({ message: reason });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}
