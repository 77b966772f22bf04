import type { ControlClient } from "../../control/client.ts";

/** The command line does not make sense; the help follows the message. */
export class Misuse extends Error {}

/** One command of `npm run local`. */
export interface Command {
  /** The command with its parameters, for the help. */
  readonly usage: string;
  readonly summary: string;
  /**
   * Checks the parameters before any instance is asked. What it returns does the work and answers what to print.
   * @throws {Misuse}
   */
  prepare(parameters: readonly string[]): (client: ControlClient) => Promise<string>;
}

/** @throws {Misuse} when there are more or fewer than the one parameter. */
export function onlyParameter(parameters: readonly string[], what: string): string {
  const [first, second] = parameters;
  if (first === undefined) throw new Misuse(`Give ${what}.`);
  if (second !== undefined) throw new Misuse(`Unexpected '${second}': give ${what}, nothing more.`);
  return first;
}
