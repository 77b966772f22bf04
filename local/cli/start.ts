import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Platform, startPlatform } from "../platform.ts";
import { LogFiles } from "./log-files.ts";
import { progressPrinter } from "./progress.ts";
import { readyText } from "./ready.ts";
import { InstanceFiles } from "./stack-file.ts";

const DEFAULT_PORT = "4566";

/** `npm start`: deploys a stack of the program in the current folder onto the local cloud, and serves it until told to stop. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stack: { type: "string", default: "dev" },
      port: { type: "string", default: DEFAULT_PORT },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port ${values.port} is not a port: give a number from 0 (any free one) to 65535.`);
  }
  const directory = resolve(".");
  const files = new InstanceFiles(directory);
  files.clear();
  const logFiles = new LogFiles(files.logs);

  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => stopping.abort());
  }

  const platform = await startPlatform({
    directory,
    stack: values.stack,
    port,
    workDirectory: files.work,
    signal: stopping.signal,
    onEvent: progressPrinter(console.log),
    onLog: (logGroupName, message) => logFiles.write(logGroupName, message),
  });
  try {
    const { accessKeyId, secretAccessKey } = platform.clientConfig.credentials;
    files.writeCredentials(accessKeyId, secretAccessKey);
    files.writeUsers(platform.users);
    files.writeControlToken(platform.cloud.control.token);
    platform.cloud.logs.onReset(() => logFiles.clear());
    console.log(await readyText(platform, files, directory));
    platform.cloud.cloudWatch.alarms.onStateChange((change) => {
      if (change.state === "ALARM") console.log(`ALARM  ${change.alarm.name}: ${change.alarm.description}`);
      else if (change.previous === "ALARM") console.log(`OK     ${change.alarm.name}`);
    });
    announce(files, platform);
    await stopped(stopping.signal);
    console.log("Stopping …");
  } finally {
    files.withdraw();
    await platform.stop();
    await logFiles.flushed();
  }
}

function announce(files: InstanceFiles, { stack, outputs, endpoint }: Platform): void {
  files.writeStack({ stack, outputs, endpoint, readyMs: Math.round(performance.now()) });
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    signal.addEventListener("abort", () => done(), { once: true });
  });
}

function explain(error: NodeJS.ErrnoException & { readonly port?: number }): string {
  if (error.code !== "EADDRINUSE") return error.message;
  return `Port ${error.port} is taken: 'lsof -i :${error.port}' says by whom. Stop that, or take any free port: npm start -- --port 0`;
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(`\n${explain(error)}`);
    process.exit(1);
  },
);
