import { parseArgs } from "node:util";

export interface StartOptions {
  readonly stack: string;
  /** As it was given. */
  readonly port: number | undefined;
  /** Whether a recorded deployment may stand in for running the program. */
  readonly cache: boolean;
  /** Whether everything is kept for the next start. */
  readonly persist: boolean;
  /** Whether saved sources are taken up. */
  readonly watch: boolean;
  /** Where this instance keeps its files, as it was given. */
  readonly stateDirectory: string | undefined;
}

/** @throws {Error} for options that are not there, and for a port that is none */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stack: { type: "string", default: "dev" },
      port: { type: "string" },
      persist: { type: "boolean", default: false },
      "no-cache": { type: "boolean", default: false },
      "no-watch": { type: "boolean", default: false },
      "state-dir": { type: "string" },
    },
  });
  return {
    stack: values.stack,
    port: portOf(values.port),
    cache: !values["no-cache"],
    persist: values.persist,
    watch: !values["no-watch"],
    stateDirectory: values["state-dir"],
  };
}

/** @throws {Error} for what is no port */
export function portOf(given: string | undefined): number | undefined {
  const port = given === undefined ? undefined : Number(given);
  if (port === undefined || (Number.isInteger(port) && port >= 0 && port <= 65_535)) return port;
  throw new Error(`--port ${given} is not a port: give a number from 0 (any free one) to 65535.`);
}
