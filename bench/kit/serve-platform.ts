/** The process of `PlatformProcess`: starts the platform, tells where it is, and stops when nobody listens any more. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlatform } from "../../local/platform.ts";
import { signIn } from "../../tests/kit/orders-api.ts";
import { serveBare } from "./bare-engines.ts";
import type { PlatformRequest, RunningPlatform } from "./platform-process.ts";

const { directory, config } = JSON.parse(process.argv[2] ?? "") as PlatformRequest;
const workDirectory = await mkdtemp(join(tmpdir(), "orderflow-bench-"));
const platform = await startPlatform({
  directory,
  stack: "dev",
  port: 0,
  workDirectory,
  ...(config && { config }),
});
const { cloud, endpoint, outputs, users } = platform;
const user = users.demo;
if (user === undefined) throw new Error("The platform has no user 'demo'.");

const stop = async () => {
  await platform.stop();
  await rm(workDirectory, { recursive: true });
  process.exit(0);
};
// What ends the group is the benchmark's to handle: its end of the channel closes then, too, and nothing is left behind.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
process.once("disconnect", stop);
process.on("message", () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.(heapUsed + external);
});
// The benchmark may have ended meanwhile.
if (!process.connected) await stop();
process.send?.({
  endpoint,
  region: cloud.account.region,
  outputs,
  token: (await signIn(platform, user)).AccessToken,
  root: platform.clientConfig.credentials,
  controlToken: cloud.control.token,
  bareEndpoint: await serveBare([cloud.dynamodb.service, cloud.sqs.service], cloud.iam.rootPrincipal),
} satisfies RunningPlatform);
