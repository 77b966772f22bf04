import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";

export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface RequestParts {
  /** POST by default. */
  readonly method?: string;
  /** With its query. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface SignedCall {
  readonly endpoint: string;
  readonly region: string;
  readonly signingName: string;
  /** Signs nothing when absent. */
  readonly key: Key | undefined;
  readonly request: RequestParts;
}

export function jsonRequest(targetPrefix: string, operation: string, input: object): RequestParts {
  return {
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `${targetPrefix}.${operation}` },
    body: JSON.stringify(input),
  };
}

export function queryRequest(Action: string, input: Readonly<Record<string, string>>): RequestParts {
  return {
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ Action, ...input }).toString(),
  };
}

/** A call without input. */
export function cborRequest(serviceName: string, operation: string): RequestParts {
  return {
    path: `/service/${serviceName}/operation/${operation}`,
    headers: { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" },
  };
}

/** Calls an AWS service as no SDK client would: in any protocol, unsigned, with keys of all kinds. */
export async function signedCall({
  endpoint,
  region,
  signingName,
  key,
  request,
}: SignedCall): Promise<Response> {
  const { method = "POST", path = "/", headers = {}, body } = request;
  const { host, hostname, port } = new URL(endpoint);
  const [pathname = "/", parameters] = path.split("?", 2);
  const content = body === undefined ? {} : { body };
  const unsigned = {
    method,
    hostname,
    port: Number(port),
    path: pathname,
    query: Object.fromEntries(new URLSearchParams(parameters)),
    protocol: "http:",
    headers: { ...headers, host },
    ...content,
  };
  const signed =
    key === undefined
      ? unsigned
      : await new SignatureV4({ service: signingName, region, credentials: key, sha256: Sha256 }).sign(
          unsigned,
        );
  const { host: _, ...sent } = signed.headers;
  return fetch(`${endpoint}${path}`, { method, headers: sent, ...content });
}

class Sha256 {
  #hash: Hash | Hmac;
  readonly #secret: string | Uint8Array | undefined;

  constructor(secret?: unknown) {
    this.#secret = secret as string | Uint8Array | undefined;
    this.#hash = this.#start();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start(): Hash | Hmac {
    return this.#secret === undefined ? createHash("sha256") : createHmac("sha256", this.#secret);
  }
}
