import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { Service } from "../../core/service.ts";
import { xrayOperations } from "./operations.ts";
import { ROUTES } from "./routes.ts";
import { isSegment, type Segment, TraceStore } from "./trace-store.ts";

/**
 * X-Ray: its API, and its daemon, which takes segments over UDP from whoever is on this machine. Segments are kept by
 * trace. What is no segment is counted and dropped, as the daemon does.
 * Source: X-Ray Developer Guide, "Sending trace data to AWS X-Ray".
 */
export class XRay {
  readonly traces = new TraceStore();
  readonly service: Service = {
    signingName: "xray",
    protocol: "restJson1",
    routes: ROUTES,
    operations: xrayOperations(this.traces),
  };
  readonly #socket: Socket = createSocket("udp4");
  #rejected = 0;

  /** Listens on a free loopback port. Resolves to `host:port`, as AWS_XRAY_DAEMON_ADDRESS has it. */
  async listen(): Promise<string> {
    this.#socket.on("message", (message) => this.#receive(message.toString("utf8")));
    this.#socket.bind(0, "127.0.0.1");
    await once(this.#socket, "listening");
    this.#socket.unref();
    const { address, port } = this.#socket.address();
    return `${address}:${port}`;
  }

  /** Datagrams that held no segment. */
  get rejected(): number {
    return this.#rejected;
  }

  /** Forgets all traces. */
  reset(): void {
    this.traces.clear();
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #receive(message: string): void {
    const segment = parse(message);
    if (segment === undefined) this.#rejected += 1;
    else this.traces.record(segment);
  }
}

/** The daemon's datagram: a line of JSON that names the format, then the document. */
function parse(message: string): Segment | undefined {
  const newline = message.indexOf("\n");
  try {
    const header = JSON.parse(message.slice(0, newline));
    const document: unknown = JSON.parse(message.slice(newline + 1));
    return header?.format === "json" && header.version === 1 && isSegment(document) ? document : undefined;
  } catch {
    return undefined;
  }
}
