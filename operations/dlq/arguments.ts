import { parseArgs } from "node:util";
import { Misuse } from "../../local/cli/commands/command.ts";
import type { PlaceOptions } from "../place.ts";

const DEFAULT_RATE = 10;

export const USAGE = `Dead-letter queues of a stack.

  npm run dlq                      every queue: how many messages, how old, from where, a sample, the last error
  npm run dlq -- redrive QUEUE     sends its messages to what failed, and deletes each when it was taken

Which stack:
  (none)           the one that 'npm start' runs in this folder, as the local cloud's operator
  --state-dir DIR  the same, where the instance keeps its files elsewhere than in .local
  --stack NAME     the stack NAME on AWS, with the credentials of the environment (AWS_PROFILE, …)
  --endpoint URL   with --stack: somewhere else than on AWS

Listing:
  --show-bodies    whole messages, in which personal data may be; else ids only

Redriving:
  --max N          sends N messages at most
  --rate N         N messages a second, ${DEFAULT_RATE} by default; less than one too (0.5)
  --to NAME        whose messages, or, where they do not say, whose they are: a name or ARN that the list has
  --dry-run        says what would be sent where

  --json           JSON instead of text; one line a message when redriving
  --help, -h       this text`;

export type Request = Listing | Redriving | { readonly command: "help" };

interface Common {
  readonly place: PlaceOptions;
  readonly json: boolean;
}

export interface Listing extends Common {
  readonly command: "list";
  readonly showBodies: boolean;
}

export interface Redriving extends Common {
  readonly command: "redrive";
  readonly queue: string;
  readonly max: number | undefined;
  readonly rate: number;
  readonly to: string | undefined;
  readonly dryRun: boolean;
}

/** @throws {Misuse} */
export function readArguments(args: readonly string[]): Request {
  const { values, positionals } = parsed(args);
  if (values.help === true) return { command: "help" };
  const { stack, endpoint, "state-dir": stateDirectory, json = false } = values;
  const common = { place: { stack, endpoint, stateDirectory }, json };
  const [command, queue, ...more] = positionals;
  if (command === undefined) {
    refuse(values, ["max", "rate", "to", "dry-run"], "is for redrive");
    return { ...common, command: "list", showBodies: values["show-bodies"] === true };
  }
  if (command !== "redrive") throw new Misuse(`There is no command '${command}': give redrive, or none.`);
  if (queue === undefined) throw new Misuse("Say which queue to redrive; without a command, all are listed.");
  if (more.length > 0) throw new Misuse(`Unexpected '${more[0]}': one queue at a time.`);
  refuse(values, ["show-bodies"], "is for the list");
  return {
    ...common,
    command: "redrive",
    queue,
    max: values.max === undefined ? undefined : count(values.max),
    rate: values.rate === undefined ? DEFAULT_RATE : rate(values.rate),
    to: values.to,
    dryRun: values["dry-run"] === true,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        stack: { type: "string" },
        endpoint: { type: "string" },
        "state-dir": { type: "string" },
        "show-bodies": { type: "boolean" },
        max: { type: "string" },
        rate: { type: "string" },
        to: { type: "string" },
        "dry-run": { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}

function refuse(values: Readonly<Record<string, unknown>>, names: readonly string[], why: string): void {
  const given = names.find((name) => values[name] !== undefined);
  if (given !== undefined) throw new Misuse(`--${given} ${why}.`);
}

function count(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Misuse(`--max ${text}: give a whole number from 1 on.`);
  return Number(text);
}

function rate(text: string): number {
  const perSecond = /^(\d+(?:\.\d+)?)(?:\/s)?$/.exec(text)?.[1];
  if (perSecond === undefined || Number(perSecond) <= 0)
    throw new Misuse(`--rate ${text}: give messages a second, such as 10 or 0.5.`);
  return Number(perSecond);
}
