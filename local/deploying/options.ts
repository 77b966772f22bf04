import { Cloud } from "../cloud.ts";
import type { Account } from "../core/account.ts";
import type { EngineEvent } from "../engine/events.ts";
import { VISIBLE_VARIABLES } from "../engine/program.ts";
import type { MessageSink } from "../services/cognito/messages.ts";
import { fingerprint } from "./fingerprint.ts";

export interface DeployOptions {
  /** Where `Pulumi.yaml` is. */
  readonly directory: string;
  readonly stack: string;
  /** The gateway's port; 0 takes any free one, also for APIs. */
  readonly port: number;
  readonly workDirectory: string;
  /** That of a new cloud; as the stack's configuration says, when absent. */
  readonly account?: Account;
  /** Overrides the stack's configuration. */
  readonly config?: Readonly<Record<string, string>>;
  /** Aborting it while the platform starts ends the start. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EngineEvent) => void;
  readonly onLog?: (logGroupName: string, message: string) => void;
}

export async function startCloud(
  { workDirectory, onLog }: DeployOptions,
  where: { readonly account: Account; readonly port: number; readonly seed?: string },
): Promise<Cloud> {
  const onMessage: MessageSink = (message) => onLog?.("cognito-messages", JSON.stringify(message));
  const cloud = await Cloud.start({ ...where, workDirectory, onMessage });
  if (onLog !== undefined) cloud.logs.onEvent(({ logGroupName, message }) => onLog(logGroupName, message));
  return cloud;
}

/** A digest of all that the deployment depends on, but for what its program looks at elsewhere. */
export function fingerprintOf({ directory, stack, port, config = {} }: DeployOptions): string {
  const environment = VISIBLE_VARIABLES.map((name) => `${name}=${process.env[name] ?? ""}`);
  const circumstances = [stack, String(port), JSON.stringify(config), ...environment];
  return fingerprint({ directory, circumstances });
}
