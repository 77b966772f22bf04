import { join, resolve } from "node:path";
import { type Platform, startPlatform } from "../platform.ts";
import type { Reload } from "../reload/reload.ts";
import { LogFiles } from "./log-files.ts";
import { onParentGone } from "./parent.ts";
import { policyLine } from "./policy-line.ts";
import { portHolder } from "./port-holder.ts";
import { progressPrinter } from "./progress.ts";
import { readyText } from "./ready.ts";
import { InstanceFiles } from "./stack-file.ts";
import { readStartOptions, type StartOptions } from "./start-options.ts";
import { STATE_DIRECTORY, StateDirectory } from "./state-directory.ts";

const DEFAULT_PORT = 4566;
/** For a kept state: the one it has. */
const ANY_PORT = 0;
const RENEWAL_MARGIN_MS = 3_600_000;

export interface RunHooks {
  /** Called when everything serves. */
  readonly onReady: () => void;
}

/** Deploys a stack of the program in the current folder, and serves it until a signal, or the end of npm, stops it. */
export async function run(args: readonly string[], { onReady }: RunHooks): Promise<void> {
  const options = readStartOptions(args);
  const directory = resolve(".");
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => stopping.abort());
  }
  onParentGone(() => stopping.abort());
  const home = claim(directory, options);
  try {
    await serve({ directory, home, options, signal: stopping.signal, onReady });
  } catch (error) {
    throw new Error(explain(error as Error, options), { cause: error });
  } finally {
    home.release();
  }
}

interface Serving extends RunHooks {
  readonly directory: string;
  readonly home: StateDirectory;
  readonly options: StartOptions;
  readonly signal: AbortSignal;
}

async function serve({ directory, home, options, signal, onReady }: Serving): Promise<void> {
  const { stack, cache, persist } = options;
  const files = new InstanceFiles(directory, home.path);
  const port = options.port ?? (persist && files.persisted ? ANY_PORT : DEFAULT_PORT);
  files.clear();
  const logFiles = new LogFiles(files.logs);
  const platform = await startPlatform({
    directory,
    stack,
    port,
    workDirectory: files.work,
    ...(cache && { recordings: files.recordings }),
    ...(persist && { persist: files.state }),
    signal,
    onEvent: progressPrinter(console.log),
    onLog: (logGroupName, message) => logFiles.write(logGroupName, message),
  });
  let reload: Reload | undefined;
  try {
    keepCredentials(files, platform);
    files.writeUsers(platform.users);
    files.writeControlToken(platform.cloud.control.token);
    platform.cloud.logs.onReset(() => logFiles.clear());
    console.log(await readyText(platform, files, directory));
    platform.cloud.cloudWatch.alarms.onStateChange((change) => {
      if (change.state === "ALARM") console.log(`ALARM  ${change.alarm.name}: ${change.alarm.description}`);
      else if (change.previous === "ALARM") console.log(`OK     ${change.alarm.name}`);
    });
    announce(files, platform);
    onReady();
    void policyLine(platform, directory).then((line) => line !== undefined && console.log(line));
    if (options.watch) reload = await startReload(platform, files, directory);
    await stopped(signal);
    console.log("Stopping …");
  } finally {
    await reload?.close();
    files.withdraw();
    await platform.stop();
    await logFiles.flushed();
  }
}

/** A port of one's own means an instance beside another; what persists is of one folder. */
function claim(directory: string, { stateDirectory, port, persist }: StartOptions): StateDirectory {
  if (stateDirectory !== undefined) return StateDirectory.claim(resolve(directory, stateDirectory));
  return port === 0 && !persist
    ? StateDirectory.claimAny(directory)
    : StateDirectory.claim(join(directory, STATE_DIRECTORY));
}

/** The operator's credentials expire; the file has new ones before they do. */
function keepCredentials(files: InstanceFiles, platform: Platform): void {
  const { clock } = platform.cloud;
  const session = platform.operator.session();
  files.writeCredentials(platform.clientConfig.credentials, session);
  clock.schedule(session.expiration - clock.now() - RENEWAL_MARGIN_MS, () =>
    keepCredentials(files, platform),
  );
}

/** Loaded once everything serves: it brings Pulumi's engine and esbuild. */
async function startReload(platform: Platform, files: InstanceFiles, directory: string): Promise<Reload> {
  const { Reload } = await import("../reload/reload.ts");
  const { readyMs } = files.readStack();
  return new Reload({
    platform,
    directory,
    print: console.log,
    onEvent: progressPrinter(console.log),
    onDeployed: () => {
      files.writeUsers(platform.users);
      const { stack, outputs, endpoint } = platform;
      files.writeStack({ stack, outputs, endpoint, readyMs });
    },
  });
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

/** An error in words that say what to do. */
function explain(
  error: NodeJS.ErrnoException & { readonly port?: number },
  { persist }: StartOptions,
): string {
  if (error.code !== "EADDRINUSE") return error.message;
  const { port = 0 } = error;
  const holder = portHolder(port) ?? `'lsof -i :${port}' says by whom`;
  const wayOut = persist
    ? ": what is kept stays at its ports."
    : ", or take any free port: npm start -- --port 0";
  return `Port ${port} is taken: ${holder}. Stop that${wayOut}`;
}
