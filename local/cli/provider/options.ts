import { parseArgs } from "node:util";
import { Misuse } from "../commands/command.ts";
import { portOf } from "../start-options.ts";

export interface ProviderOptions {
  /** Whose region the local cloud is in. */
  readonly stack: string;
  readonly port: number | undefined;
  readonly persist: boolean;
  readonly stateDirectory: string | undefined;
}

export const PROVIDER_USAGE = `Serves an empty local cloud to a 'pulumi' command: its providers, the AWS API, and all that is deployed.

  npm run local -- provider

Options:
  --stack NAME     the stack whose region the local cloud is in; dev by default
  --port N         the port of the AWS API, 4566 by default; 0 takes any free one. HTTP APIs have the ports
                   above it, the providers the two below
  --persist        keeps everything for the next start
  --state-dir DIR  keeps the files of this instance elsewhere than in .local
  --help, -h       this text`;

/** @throws {Misuse} for options that are not there, and for a port that is none */
export function readProviderOptions(args: readonly string[]): ProviderOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        stack: { type: "string", default: "dev" },
        port: { type: "string" },
        persist: { type: "boolean", default: false },
        "state-dir": { type: "string" },
      },
    });
    const { stack, port, persist, "state-dir": stateDirectory } = values;
    return { stack, port: portOf(port), persist, stateDirectory };
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}
