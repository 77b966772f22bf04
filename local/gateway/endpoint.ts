import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from "node:net";

/** Over HTTP/2 an object of Node's compatibility API, which has the same members. */
export type Request = IncomingMessage;
export type Response = ServerResponse;
export type RequestListener = (request: Request, response: Response) => void;

/** The first bytes of an HTTP/2 connection with prior knowledge. Source: RFC 9113, section 3.4. */
const PREFACE = "PRI";
const FREE_PORT_ATTEMPTS = 5;
/** Longer than the SDKs keep an idle connection, so that they never write to one that is being closed. */
const KEEP_ALIVE_MS = 60_000;

/**
 * One port on the loopback addresses that speaks HTTP/1.1 and HTTP/2 without TLS: `127.0.0.1` always, and `::1`
 * where the machine has it, since `localhost` may mean either.
 */
export class Endpoint {
  readonly #http1;
  readonly #http2;
  readonly #sockets = new Set<Socket>();
  #servers: Server[] = [];

  constructor(listener: RequestListener) {
    this.#http1 = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, listener);
    this.#http2 = createHttp2Server(listener as unknown as Parameters<typeof createHttp2Server>[1]);
  }

  /** The port that was taken. 0 takes any free one. Fails with `EADDRINUSE` where the port is not free. */
  async listen(port: number): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#listenOnBoth(port);
      } catch (error) {
        await this.#closeServers();
        if (port !== 0 || attempt === FREE_PORT_ATTEMPTS) throw error;
      }
    }
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.#closeServers();
  }

  async #listenOnBoth(port: number): Promise<number> {
    const taken = await this.#listenOn("127.0.0.1", port);
    try {
      await this.#listenOn("::1", taken);
    } catch (error) {
      if (!NO_IPV6.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
    return taken;
  }

  async #listenOn(host: string, port: number): Promise<number> {
    const server = createNetServer((socket) => this.#accept(socket));
    server.listen(port, host);
    await once(server, "listening");
    this.#servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  async #closeServers(): Promise<void> {
    const servers = this.#servers;
    this.#servers = [];
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.once("readable", () => {
      const start: Buffer | null = socket.read();
      if (start === null) {
        socket.destroy();
        return;
      }
      socket.unshift(start);
      const server = start.toString("latin1", 0, PREFACE.length) === PREFACE ? this.#http2 : this.#http1;
      server.emit("connection", socket);
    });
  }
}

const NO_IPV6: ReadonlySet<string> = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT"]);
