import { parseArgs } from "node:util";

const DEFAULT_PORT = "4566";

export interface StartOptions {
  readonly stack: string;
  readonly port: number;
  /** Whether a recorded deployment may stand in for running the program. */
  readonly cache: boolean;
  /** Where this instance keeps its files, as it was given. */
  readonly stateDirectory: string | undefined;
}

/** @throws {Error} for options that are not there, and for a port that is none */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stack: { type: "string", default: "dev" },
      port: { type: "string", default: DEFAULT_PORT },
      "no-cache": { type: "boolean", default: false },
      "state-dir": { type: "string" },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port ${values.port} is not a port: give a number from 0 (any free one) to 65535.`);
  }
  return {
    stack: values.stack,
    port,
    cache: !values["no-cache"],
    stateDirectory: values["state-dir"],
  };
}
