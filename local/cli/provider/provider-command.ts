import { resolve } from "node:path";
import type { Cloud } from "../../cloud.ts";
import { accountOf } from "../../deploying/evaluate.ts";
import { type DeployOptions, startCloud } from "../../deploying/options.ts";
import { keptCloud } from "../../deploying/persisted.ts";
import { ServedCloud } from "../../deploying/served-cloud.ts";
import { InstalledPackages } from "../../engine/installed-packages.ts";
import { ProviderServer } from "../../engine/provider-server/provider-server.ts";
import { withAbsoluteAssets } from "../../engine/providers/provider-host.ts";
import { Operator } from "../../operator.ts";
import { awsxProvider } from "../../provider/awsx.ts";
import { LogFiles } from "../log-files.ts";
import { announceAlarms, explain, keepCredentials, stopped, stopSignal } from "../serving.ts";
import { InstanceFiles } from "../stack-file.ts";
import { claimDirectory, type StateDirectory } from "../state-directory.ts";
import { Announcement } from "./announcement.ts";
import { type ProviderOptions, readProviderOptions } from "./options.ts";
import { providerText } from "./provider-text.ts";

const DEFAULT_PORT = 4566;
/** For a kept state: the one it has. */
const ANY_PORT = 0;
/** Those whose resources the local cloud has, or refuses by name. */
const PACKAGES = ["aws", "awsx"] as const;

/** `npm run local -- provider`: serves an empty cloud to a `pulumi` command until a signal, or the end of npm, stops it. */
export async function providerCommand(args: readonly string[]): Promise<void> {
  const options = readProviderOptions(args);
  const directory = resolve(".");
  const signal = stopSignal();
  const home = claimDirectory(directory, options);
  try {
    await serve({ directory, home, options, signal });
  } catch (error) {
    throw new Error(explain(error as Error, ", or take other ports: npm run local -- provider --port 0"), {
      cause: error,
    });
  } finally {
    home.release();
  }
}

interface Serving {
  readonly directory: string;
  readonly home: StateDirectory;
  readonly options: ProviderOptions;
  readonly signal: AbortSignal;
}

async function serve({ directory, home, options, signal }: Serving): Promise<void> {
  const files = new InstanceFiles(directory, home.path);
  const port = options.port ?? (options.persist && files.providerPersisted ? ANY_PORT : DEFAULT_PORT);
  files.clear();
  const logFiles = new LogFiles(files.logs);
  const cloud = await open(options.persist ? files.providerState : undefined, {
    directory,
    stack: options.stack,
    port,
    workDirectory: files.work,
    onLog: (logGroupName, message) => logFiles.write(logGroupName, message),
  });
  const readyMs = Math.round(performance.now());
  const announcement = new Announcement(files, readyMs);
  const served = new ServedCloud(cloud, (deployed) => announcement.write(deployed));
  const servers: ProviderServer[] = [];
  try {
    const ports = new Map<string, number>();
    const packages = new InstalledPackages(directory);
    for (const [index, pkg] of PACKAGES.entries()) {
      const server = new ProviderServer({
        open: () => (pkg === "awsx" ? awsxProvider : withAbsoluteAssets(served.open(), directory)),
        version: packages.version(pkg) ?? "",
      });
      servers.push(server);
      ports.set(pkg, await server.listen(options.port === ANY_PORT ? ANY_PORT : cloud.port - 1 - index));
    }
    keepCredentials(files, cloud, new Operator(cloud.iam, cloud.account));
    files.writeControlToken(cloud.control.token);
    cloud.logs.onReset(() => logFiles.clear());
    announceAlarms(cloud);
    await announcement.write(served);
    console.log(providerText({ cloud, files, ports, stack: options.stack }));
    await stopped(signal);
    console.log("Stopping …");
  } finally {
    for (const server of servers) server.close();
    files.withdraw();
    await cloud.close();
    await logFiles.flushed();
  }
}

async function open(folder: string | undefined, options: DeployOptions): Promise<Cloud> {
  if (folder !== undefined) return await keptCloud(options, folder);
  return await startCloud(options, { account: await accountOf(options), port: options.port });
}
