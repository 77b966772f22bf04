import { join } from "node:path";
import type { Cloud } from "../cloud.ts";
import type { Account } from "../core/account.ts";
import { newSeed } from "../core/identity.ts";
import type { DeploymentResult } from "../engine/engine.ts";
import { CommandDiffers } from "../persistence/commands.ts";
import { StateStore } from "../persistence/state-store.ts";
import type { Deployed } from "./deployed.ts";
import { accountOf, evaluate } from "./evaluate.ts";
import { type LookedAt, lookedAt, looksTheSame } from "./looked-at.ts";
import { type DeployOptions, fingerprintOf, startCloud } from "./options.ts";

/** What a kept cloud began with. */
interface Origin {
  readonly account: Account;
  readonly stack: string;
  readonly port: number;
  /** Of what the cloud itself made up, such as the account's access key. */
  readonly seed: string;
}

/** The last deployment onto a kept cloud. */
interface KeptDeployment {
  readonly deployment: DeploymentResult;
  /** How many commands had been carried out by then. */
  readonly commands: number;
  /** Absent where it did not succeed: then the program has to run again. */
  readonly basis?: { readonly fingerprint: string; readonly lookedAt: LookedAt };
}

const ORIGIN = "origin";
const DEPLOYMENT = "deployment";

/**
 * Deploys onto the cloud that is kept in a folder, where all that happens to it is kept from then on. The first
 * time the cloud is empty; afterwards a program that has changed updates what there is.
 */
export async function deployPersisted(options: DeployOptions, folder: string): Promise<Deployed> {
  const store = StateStore.open(folder);
  const origin = store.note<Origin>(ORIGIN);
  const kept = store.note<KeptDeployment>(DEPLOYMENT);
  const started =
    origin === undefined || kept === undefined
      ? await begin(options, store)
      : await resume(options, store, { folder, origin, kept });
  const { cloud } = started;
  try {
    const before = started.kept;
    if (before?.basis !== undefined && isCurrent(options, before.basis))
      return { cloud, deployment: before.deployment, recorded: true };
    const deployment = await deploy(options, { cloud, store, folder, before });
    return { cloud, deployment, recorded: false };
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

/** The cloud that is kept in a folder, whose resources come and go by an engine elsewhere. Empty the first time. */
export async function keptCloud(options: DeployOptions, folder: string): Promise<Cloud> {
  const store = StateStore.open(folder);
  const origin = store.note<Origin>(ORIGIN);
  if (origin === undefined) return (await begin(options, store)).cloud;
  return await takeUp(options, store, { folder, origin });
}

/** An empty cloud. What an earlier start left that did not get as far as a deployment is dropped. */
async function begin(options: DeployOptions, store: StateStore): Promise<Started> {
  const account = await accountOf(options);
  const seed = newSeed();
  const cloud = await startCloud(options, { account, port: options.port, seed });
  store.clear();
  store.setNote(ORIGIN, { account, stack: options.stack, port: cloud.port, seed } satisfies Origin);
  cloud.persist(store);
  return { cloud };
}

interface Started {
  readonly cloud: Cloud;
  readonly kept?: KeptDeployment;
}

interface Kept {
  readonly folder: string;
  readonly origin: Origin;
  readonly kept: KeptDeployment;
}

/** The cloud as it was. A deployment that was under way when its process ended has not been. */
async function resume(
  options: DeployOptions,
  store: StateStore,
  { folder, origin, kept }: Kept,
): Promise<Started> {
  store.keepCommands(({ command }, index) => index < kept.commands || command.kind === "call");
  return { cloud: await takeUp(options, store, { folder, origin }), kept };
}

/** The cloud with all that its commands made. */
async function takeUp(
  options: DeployOptions,
  store: StateStore,
  { folder, origin }: Pick<Kept, "folder" | "origin">,
): Promise<Cloud> {
  requireSame("stack", options.stack, origin.stack, folder);
  if (options.port !== 0) requireSame("port", options.port, origin.port, folder);
  const cloud = await startCloud(options, origin);
  try {
    await cloud.commands.replay(store.commands, store.assets);
    cloud.persist(store);
    cloud.resume();
    return cloud;
  } catch (error) {
    await cloud.close();
    if (!(error instanceof CommandDiffers)) throw error;
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === "EADDRINUSE") throw error.cause;
    throw new Error(
      `The state in ${folder} can't be taken up by this version of the local cloud. ${error.message} Go back to the version that made it, or delete that folder to start anew without its data.`,
      { cause: error },
    );
  }
}

function isCurrent(
  options: DeployOptions,
  { fingerprint, lookedAt: looked }: NonNullable<KeptDeployment["basis"]>,
): boolean {
  return fingerprint === fingerprintOf(options) && looksTheSame(looked);
}

interface Target {
  readonly cloud: Cloud;
  readonly store: StateStore;
  readonly folder: string;
  readonly before: KeptDeployment | undefined;
}

/** Runs the program. Whatever it got done is kept, also when it fails. */
async function deploy(
  options: DeployOptions,
  { cloud, store, folder, before }: Target,
): Promise<DeploymentResult> {
  const reads = join(folder, "reads.json");
  const fingerprint = fingerprintOf(options);
  try {
    const state = before?.deployment.state;
    const deployment = await evaluate(options, { cloud, reads, ...(state && { state }) });
    await keepDeployment(store, deployment, { fingerprint, lookedAt: lookedAt(options.directory, reads) });
    return deployment;
  } catch (error) {
    const { DeploymentError } = await import("../engine/engine.ts");
    if (error instanceof DeploymentError && before !== undefined) await keepDeployment(store, error.result);
    throw error;
  }
}

/** Keeps what the last deployment left. Without a `basis` the program runs again at the next start. */
export async function keepDeployment(
  store: StateStore,
  deployment: DeploymentResult,
  basis?: KeptDeployment["basis"],
): Promise<void> {
  const commands = store.commands.length;
  store.setNote(DEPLOYMENT, { deployment, commands, ...(basis && { basis }) } satisfies KeptDeployment);
  await store.committed();
}

function requireSame(what: string, asked: string | number, kept: string | number, folder: string): void {
  if (asked === kept) return;
  throw new Error(
    `The state in ${folder} is that of ${what} ${kept}, not ${asked}: start it with --${what} ${kept}, or give the other one a folder of its own with --state-dir.`,
  );
}
