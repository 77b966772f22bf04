import { createHash } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface AwsRequest {
  /** For example `DynamoDB_20120810.PutItem`. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface AwsAnswer {
  readonly status?: number;
  readonly body: object;
}

/** An endpoint that AWS clients of the JSON protocols can call, which answers as a test says and keeps what it was asked. */
export class AwsStub {
  readonly requests: AwsRequest[] = [];
  /** Answers a request, or, with undefined, never does. */
  respond: (request: AwsRequest) => AwsAnswer | undefined = succeed;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<AwsStub> {
    const server = createServer();
    const stub = new AwsStub(server);
    server.on("request", async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const received: AwsRequest = {
        target: String(request.headers["x-amz-target"]),
        headers: request.headers,
        body: JSON.parse(Buffer.concat(chunks).toString("utf8")),
      };
      stub.requests.push(received);
      const answer = stub.respond(received);
      if (answer === undefined) return;
      response.writeHead(answer.status ?? 200, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return stub;
  }

  get endpoint(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** The targets called, in order, since the last reset. */
  get targets(): readonly string[] {
    return this.requests.map(({ target }) => target);
  }

  reset(): void {
    this.requests.length = 0;
    this.respond = succeed;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** What DynamoDB and SQS answer when there is nothing to tell but success. */
export function succeed({ target, body }: AwsRequest): AwsAnswer {
  if (target !== "AmazonSQS.SendMessage") return { body: {} };
  const MD5OfMessageBody = createHash("md5").update(String(body.MessageBody)).digest("hex");
  return { body: { MessageId: "7f1d9a0e-2d3f-4f6b-8a35-0f8f4a3f9a11", MD5OfMessageBody } };
}

/** An error as the JSON protocols of AWS have it. */
export function failure(type: string, message: string, status = 400, members: object = {}): AwsAnswer {
  return { status, body: { __type: `com.amazonaws#${type}`, message, ...members } };
}
