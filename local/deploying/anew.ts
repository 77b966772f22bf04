import type { DeploymentResult } from "../engine/engine.ts";
import type { RecordedCommand } from "../persistence/command.ts";
import { CommandDiffers } from "../persistence/commands.ts";
import type { Deployed } from "./deployed.ts";
import { type DeploymentRecording, DeploymentRecordings } from "./deployment-recordings.ts";
import { accountOf, evaluate } from "./evaluate.ts";
import { type DeployOptions, fingerprintOf, startCloud } from "./options.ts";

/** Deploys onto an empty cloud by running the program. */
export async function deployAnew(options: DeployOptions): Promise<Deployed> {
  const account = await accountOf(options);
  const cloud = await startCloud(options, { account, port: options.port });
  try {
    return { cloud, deployment: await evaluate(options, { cloud }), recorded: false };
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

/**
 * Deploys onto an empty cloud: by making again what is recorded in a folder where nothing has changed since, else by
 * running the program, which is recorded there.
 */
export async function deployRecorded(options: DeployOptions, folder: string): Promise<Deployed> {
  const recordings = new DeploymentRecordings(folder);
  const fingerprint = fingerprintOf(options);
  const recording = recordings.find(fingerprint);
  const again = recording && (await deployAgain(options, recordings, recording));
  return again ?? (await deployRecording(options, recordings, fingerprint));
}

/** What a deployment onto an empty cloud comes to, with the cloud gone: the recorded one where nothing has changed. */
export async function deploymentOf(options: DeployOptions, folder?: string): Promise<DeploymentResult> {
  if (folder === undefined) return await closed(deployAnew(options));
  const recording = new DeploymentRecordings(folder).find(fingerprintOf(options));
  return recording?.deployment ?? (await closed(deployRecorded(options, folder)));
}

async function closed(deployed: Promise<Deployed>): Promise<DeploymentResult> {
  const { cloud, deployment } = await deployed;
  await cloud.close();
  return deployment;
}

async function deployRecording(
  options: DeployOptions,
  recordings: DeploymentRecordings,
  fingerprint: string,
): Promise<Deployed> {
  const { directory, port } = options;
  const account = await accountOf(options);
  const cloud = await startCloud(options, { account, port });
  try {
    const commands: RecordedCommand[] = [];
    recordings.begin();
    cloud.commands.record(recordings.assets, (command) => commands.push(command));
    const deployment = await evaluate(options, { cloud, reads: recordings.reads });
    cloud.commands.stop();
    if (tookFirstPorts(port, commands)) {
      recordings.write(directory, fingerprint, { account, port: cloud.port, commands, deployment });
    }
    return { cloud, deployment, recorded: false };
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

/** Nothing, when something comes out differently than it was recorded. */
async function deployAgain(
  options: DeployOptions,
  { assets }: DeploymentRecordings,
  { account, port, commands, deployment }: DeploymentRecording,
): Promise<Deployed | undefined> {
  const cloud = await startCloud(options, { account, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE" && options.port === 0) return undefined;
    throw error;
  });
  if (cloud === undefined) return undefined;
  try {
    await cloud.commands.replay(commands, assets);
    cloud.resume();
    return { cloud, deployment, recorded: true };
  } catch (error) {
    await cloud.close();
    if (error instanceof CommandDiffers) return undefined;
    throw error;
  }
}

/** False when others had ports that this deployment would otherwise have taken, and will take when they are free. */
function tookFirstPorts(port: number, commands: readonly RecordedCommand[]): boolean {
  return (
    port === 0 || commands.flatMap(({ ports }) => ports).every((taken, index) => taken === port + 1 + index)
  );
}
