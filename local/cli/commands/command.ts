import type { ControlClient } from "../../control/client.ts";

/** The command line does not make sense; the help follows the message. */
export class Misuse extends Error {}

/** Options that a command may take beside its parameters. */
export interface Options {
  /** Prints JSON, for scripts. */
  readonly json: boolean;
  /** Goes on with what is new. */
  readonly follow: boolean;
}

/** Where a command prints. */
export interface Terminal {
  /** A line of the result. */
  print(line: string): void;
  /** A line that is no part of the result, beside it. */
  note(line: string): void;
  /** Makes the command's exit status 1. */
  fail(): void;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
}

export type Run = (client: ControlClient, terminal: Terminal) => Promise<void>;

/** One command of `npm run local`. */
export interface Command {
  /** The command with its parameters, for the help. */
  readonly usage: string;
  readonly summary: string;
  /** Which options it takes; none by default. */
  readonly options?: readonly (keyof Options)[];
  /**
   * Checks the parameters before any instance is asked. What it returns does the work.
   * @throws {Misuse}
   */
  prepare(parameters: readonly string[], options: Options): Run;
}

/** @throws {Misuse} when there are more or fewer than the one parameter. */
export function onlyParameter(parameters: readonly string[], what: string): string {
  const parameter = atMostOneParameter(parameters, what);
  if (parameter === undefined) throw new Misuse(`Give ${what}.`);
  return parameter;
}

/** @throws {Misuse} when there are several. */
export function atMostOneParameter(parameters: readonly string[], what: string): string | undefined {
  const [first, second] = parameters;
  if (second !== undefined) throw new Misuse(`Unexpected '${second}': give ${what}, nothing more.`);
  return first;
}

/** @throws {Misuse} when there is one. */
export function noParameters(command: string, [unexpected]: readonly string[]): void {
  if (unexpected !== undefined)
    throw new Misuse(`Unexpected '${unexpected}': ${command} takes no parameter.`);
}

export function asJson(value: object): string {
  return JSON.stringify(value, null, 2);
}
