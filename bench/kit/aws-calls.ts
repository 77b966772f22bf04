import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { HttpConnection, requestText } from "./http-client.ts";
import type { Credentials } from "./platform-process.ts";

export interface Target {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/** Calls AWS JSON operations of one service on a connection of its own, each signed. */
export class AwsCalls {
  readonly #url: URL;
  readonly #connection: HttpConnection;
  readonly #signer: SignatureV4;
  readonly #targetPrefix: string;

  constructor(service: "dynamodb" | "sqs", { endpoint, region, credentials }: Target) {
    this.#url = new URL(endpoint);
    this.#connection = new HttpConnection(this.#url);
    this.#signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
    this.#targetPrefix = service === "dynamodb" ? "DynamoDB_20120810" : "AmazonSQS";
  }

  async call<Output>(operation: string, input: object): Promise<Output> {
    const body = JSON.stringify(input);
    const { headers } = await this.#signer.sign({
      method: "POST",
      protocol: "http:",
      hostname: this.#url.hostname,
      path: "/",
      headers: {
        host: this.#url.host,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `${this.#targetPrefix}.${operation}`,
      },
      body,
    });
    const answer = await this.#connection.send(requestText({ method: "POST", path: "/", headers, body }));
    if (answer.status !== 200) throw new Error(`${operation} answered ${answer.status}: ${answer.body}`);
    return JSON.parse(answer.body) as Output;
  }
}

/** What `SignatureV4` computes hashes with. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytes(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
