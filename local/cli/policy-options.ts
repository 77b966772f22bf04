import { parseArgs } from "node:util";

export interface PolicyOptions {
  /** The stacks to judge; every one of the project when none is named. */
  readonly stacks: readonly string[];
  /** Whether reports are printed as JSON, for programs. */
  readonly json: boolean;
  /** Where to write the findings as SARIF. */
  readonly sarif: string | undefined;
  /** Whether a recorded deployment may stand in for running the program. */
  readonly cache: boolean;
}

/** @throws {Error} for options that are not there */
export function readPolicyOptions(args: readonly string[]): PolicyOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stack: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
      sarif: { type: "string" },
      "no-cache": { type: "boolean", default: false },
    },
  });
  return {
    stacks: values.stack,
    json: values.json,
    sarif: values.sarif,
    cache: !values["no-cache"],
  };
}
