import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { HttpApi } from "./http-api.ts";
import { GatewayFixture } from "./testing.ts";

const REQUESTS = 1_500;
const CONNECTIONS = 8;
/** Measured: 2. A bare server of Node.js answers some 10,000 requests a second here, the gateway some 5,000. */
const MAX_RATIO = 4;

describe("HTTP API: throughput", () => {
  let fixture: GatewayFixture;
  let bare: Server;
  let api: HttpApi;

  before(async () => {
    fixture = new GatewayFixture();
    api = await fixture.serving(["GET /x"]);
    bare = createServer((_, response) => response.end("x")).listen(0, "127.0.0.1");
    await once(bare, "listening");
  });
  after(async () => {
    bare.closeAllConnections();
    bare.close();
    await fixture.close();
  });

  it(`takes at most ${MAX_RATIO} times as long as a bare server for a function that does nothing`, async () => {
    const barePort = (bare.address() as AddressInfo).port;
    const gatewayPort = Number(new URL(api.apiEndpoint).port);
    const ratios: number[] = [];
    for (let round = 0; round < 4; round++) {
      const bareMs = await run(barePort);
      fixture.metrics.length = 0;
      ratios.push((await run(gatewayPort)) / bareMs);
      await fixture.clock.advance(1_000);
    }
    assert.ok(
      Math.min(...ratios) < MAX_RATIO,
      `The ratios were ${ratios.map((ratio) => ratio.toFixed(1)).join(", ")}.`,
    );
  });
});

/** Milliseconds that a number of requests take over a few kept-alive connections. */
async function run(port: number): Promise<number> {
  const start = performance.now();
  let left = REQUESTS;
  const connection = async () => {
    const socket = connect(port, "127.0.0.1");
    for (; left > 0; left--) {
      socket.write("GET /x HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
      const [chunk] = await once(socket, "data");
      assert.match(String(chunk), /^HTTP\/1.1 200 /);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return performance.now() - start;
}
