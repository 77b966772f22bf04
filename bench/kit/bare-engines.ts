import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Principal } from "../../local/core/access.ts";
import type { Operation, Service } from "../../local/core/service.ts";

/** Serves services' operations over HTTP in AWS JSON with nothing around them: no signatures, no policies, no faults. */
export async function serveBare(services: readonly Service[], principal: Principal): Promise<string> {
  const operations = new Map<string, Operation<unknown>>();
  for (const { targetPrefix, operations: own } of services)
    for (const [name, operation] of Object.entries(own))
      operations.set(`${targetPrefix}.${name}`, operation as Operation<unknown>);

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const operation = operations.get(String(request.headers["x-amz-target"]));
      try {
        const input: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
        const body = JSON.stringify((await operation?.handle(input, { principal, requestId: "bare" })) ?? {});
        const headers = {
          "content-type": "application/x-amz-json-1.0",
          "content-length": Buffer.byteLength(body),
        };
        response.writeHead(operation === undefined ? 404 : 200, headers).end(body);
      } catch (error) {
        response.writeHead(500).end(String(error));
      }
    });
  });
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
