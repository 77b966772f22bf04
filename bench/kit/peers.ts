import { execFileSync } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { HttpConnection, requestText } from "./http-client.ts";
import { freePort, PeerProcess } from "./peer-process.ts";
import { npmScratch, pythonScratch } from "./scratch.ts";

const HANDLER = resolve(import.meta.dirname, "../fixtures/handler/index.js");

/** A route that answers `GET /noop` with a function that does nothing. */
export interface NoopRoute {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Peer {
  readonly noop: NoopRoute;
  stop(): Promise<void>;
}

/** serverless-offline 14 on osls, the maintained version 3 of the Serverless Framework: version 4 needs an account. */
export async function startServerlessOffline(): Promise<Peer> {
  const directory = await npmScratch("serverless-offline", ["serverless-offline@14.8.2", "osls@4.3.1"]);
  const functions = { noop: { handler: "index.handler", events: [{ httpApi: "GET /noop" }] } };
  const provider = { name: "aws", runtime: "nodejs22.x", region: "eu-west-1" };
  const service = { service: "noop", provider, plugins: ["serverless-offline"], functions };
  await writeFile(join(directory, "serverless.json"), JSON.stringify(service));
  await copyFile(HANDLER, join(directory, "index.js"));
  const [port, lambdaPort] = [await freePort(), await freePort()];
  const command = [join(directory, "node_modules/.bin/osls"), "offline", "start", "--noPrependStageInUrl"];
  const ports = ["--httpPort", String(port), "--lambdaPort", String(lambdaPort), "--host", "127.0.0.1"];
  const peer = new PeerProcess({
    name: "serverless-offline",
    command: process.execPath,
    args: [...command, ...ports],
    cwd: directory,
  });
  const noop = { url: new URL(`http://127.0.0.1:${port}/noop`), headers: { host: `127.0.0.1:${port}` } };
  return orStopped(peer, async () => {
    await peer.ready(() => answers(noop));
    return { noop, stop: () => peer.stop() };
  });
}

/** MiniStack with the same function behind an HTTP API; undefined where there is no Python. */
export async function startMiniStack(): Promise<(Peer & { readonly endpoint: string }) | undefined> {
  const directory = await pythonScratch("ministack", "ministack==1.5.33");
  if (directory === undefined) return undefined;
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const peer = new PeerProcess({
    name: "MiniStack",
    command: join(directory, "bin/ministack"),
    args: [],
    cwd: directory,
    env: { GATEWAY_PORT: String(port), LOG_LEVEL: "ERROR" },
  });
  return orStopped(peer, async () => {
    await peer.ready(async () => (await fetch(`${endpoint}/_ministack/health`)).ok);
    const host = `${await deployNoop(endpoint)}.execute-api.localhost:${port}`;
    const noop = { url: new URL(`${endpoint}/noop`), headers: { host } };
    await peer.ready(() => answers(noop));
    return { noop, endpoint, stop: () => peer.stop() };
  });
}

async function orStopped<T>(peer: PeerProcess, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    await peer.stop();
    throw error;
  }
}

async function answers({ url, headers }: NoopRoute): Promise<boolean> {
  const connection = new HttpConnection(url);
  try {
    const { status } = await connection.send(requestText({ method: "GET", path: url.pathname, headers }));
    return status === 200;
  } finally {
    connection.close();
  }
}

async function deployNoop(endpoint: string): Promise<string> {
  const call = async <Output>(service: string, path: string, body: object): Promise<Output> => {
    // MiniStack takes the service from the scope of the credentials and checks nothing of them.
    const authorization = `AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=none`;
    const response = await fetch(endpoint + path, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`MiniStack answered ${path} with ${response.status}: ${await response.text()}`);
    return (await response.json()) as Output;
  };
  const { FunctionArn } = await call<{ FunctionArn: string }>("lambda", "/2015-03-31/functions", {
    FunctionName: "noop",
    Runtime: "nodejs22.x",
    Role: "arn:aws:iam::000000000000:role/noop",
    Handler: "index.handler",
    MemorySize: 1024,
    Code: { ZipFile: await zippedHandler() },
  });
  const { apiId } = await call<{ apiId: string }>("apigateway", "/v2/apis", {
    name: "noop",
    protocolType: "HTTP",
  });
  const { integrationId } = await call<{ integrationId: string }>(
    "apigateway",
    `/v2/apis/${apiId}/integrations`,
    {
      integrationType: "AWS_PROXY",
      integrationUri: FunctionArn,
      payloadFormatVersion: "2.0",
    },
  );
  const target = `integrations/${integrationId}`;
  await call("apigateway", `/v2/apis/${apiId}/routes`, { routeKey: "GET /noop", target });
  await call("apigateway", `/v2/apis/${apiId}/stages`, { stageName: "$default", autoDeploy: true });
  return apiId;
}

/** Python is there, or there would be no MiniStack. */
async function zippedHandler(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "orderflow-zip-"));
  try {
    const archive = join(directory, "code.zip");
    execFileSync("python3", ["-m", "zipfile", "-c", archive, HANDLER]);
    return (await readFile(archive)).toString("base64");
  } finally {
    await rm(directory, { recursive: true });
  }
}
