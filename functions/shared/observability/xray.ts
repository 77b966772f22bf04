import { createSocket, type Socket } from "node:dgram";

/** What every datagram to the daemon begins with. Source: "Sending trace data to AWS X-Ray". */
const HEADER = `{"format":"json","version":1}\n`;

let socket: Socket | undefined;

/**
 * Hands documents to the X-Ray daemon beside the function, at `AWS_XRAY_DAEMON_ADDRESS`. Resolves when they
 * have left: a frozen environment would keep them. Never throws, for a lost trace must not fail a request.
 */
export async function sendToDaemon(
  documents: readonly object[],
  daemonAddress = process.env.AWS_XRAY_DAEMON_ADDRESS,
): Promise<void> {
  const address = parseAddress(daemonAddress);
  if (address === undefined || documents.length === 0) return;
  const udp = openSocket();
  await Promise.all(
    documents.map(
      (document) =>
        new Promise<void>((resolve) => {
          try {
            udp.send(HEADER + JSON.stringify(document), address.port, address.host, () => resolve());
          } catch {
            resolve();
          }
        }),
    ),
  );
}

function openSocket(): Socket {
  if (socket === undefined) {
    socket = createSocket("udp4");
    socket.unref();
    socket.on("error", () => {
      socket?.close();
      socket = undefined;
    });
  }
  return socket;
}

/** `HOST:PORT`, or `tcp:HOST:PORT udp:HOST:PORT`, as the X-Ray SDKs take it. */
function parseAddress(address = ""): { readonly host: string; readonly port: number } | undefined {
  const parts = address.split(" ");
  const udp = parts.find((part) => part.startsWith("udp:"))?.slice("udp:".length) ?? parts[0] ?? "";
  const [, host, port] = /^([^:]+):(\d{1,5})$/.exec(udp) ?? [];
  if (host === undefined || port === undefined) return undefined;
  return { host, port: Number(port) };
}
