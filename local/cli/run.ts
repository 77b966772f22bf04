import { resolve } from "node:path";
import { type Platform, startPlatform } from "../platform.ts";
import type { Reload } from "../reload/reload.ts";
import { LogFiles } from "./log-files.ts";
import { MailFiles } from "./mail-files.ts";
import { policyLine } from "./policy-line.ts";
import { progressPrinter } from "./progress.ts";
import { readyText } from "./ready.ts";
import { announceAlarms, explain, keepCredentials, stopped, stopSignal } from "./serving.ts";
import { InstanceFiles } from "./stack-file.ts";
import { readStartOptions, type StartOptions } from "./start-options.ts";
import { claimDirectory, type StateDirectory } from "./state-directory.ts";

const DEFAULT_PORT = 4566;
/** For a kept state: the one it has. */
const ANY_PORT = 0;

export interface RunHooks {
  /** Called when everything serves. */
  readonly onReady: () => void;
}

/** Deploys a stack of the program in the current folder, and serves it until a signal, or the end of npm, stops it. */
export async function run(args: readonly string[], { onReady }: RunHooks): Promise<void> {
  const options = readStartOptions(args);
  const directory = resolve(".");
  const signal = stopSignal();
  const home = claimDirectory(directory, options);
  try {
    await serve({ directory, home, options, signal, onReady });
  } catch (error) {
    throw new Error(explain(error as Error, wayOut(options)), { cause: error });
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
    keepCredentials(files, platform.cloud, platform.operator);
    files.writeUsers(platform.users);
    files.writeControlToken(platform.cloud.control.token);
    platform.cloud.logs.onReset(() => logFiles.clear());
    new MailFiles(files.mail).follow(platform.cloud.ses.mails);
    console.log(await readyText(platform, files, directory));
    announceAlarms(platform.cloud);
    announce(files, platform);
    onReady();
    void policyLine(platform, directory).then((line) => {
      if (line !== undefined && !signal.aborted) console.log(line);
    });
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

/** What to do besides stopping whoever has a port that this instance needs. */
function wayOut({ persist }: StartOptions): string {
  return persist ? ": what is kept stays at its ports." : ", or take any free port: npm start -- --port 0";
}
