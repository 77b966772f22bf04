import { parseArgs } from "node:util";
import { clockCommand } from "./commands/clock.ts";
import { type Command, Misuse } from "./commands/command.ts";
import { faultsCommand } from "./commands/faults.ts";
import { connect } from "./commands/instance.ts";
import { statusCommand } from "./commands/status.ts";

const COMMANDS: Readonly<Record<string, Command>> = {
  status: statusCommand,
  clock: clockCommand,
  faults: faultsCommand,
};

const HELP = `Controls a running local cloud.

${Object.values(COMMANDS)
  .map(({ usage, summary }) => `  npm run local -- ${usage.padEnd(18)} ${summary}`)
  .join("\n")}

Options:
  --endpoint URL   the instance to control; the one that 'npm start' runs in this folder by default.
                   Its token is read from the environment variable LOCAL_CONTROL_TOKEN, or else from
                   .local/control-token
  --help           this text`;

/** `npm run local`: what can be done to a running instance from outside. */
async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const [name, ...parameters] = positionals;
  if (values.help === true || name === "help") return console.log(HELP);
  if (name === undefined) throw new Misuse("Say what to do.");
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined)
    throw new Misuse(`There is no command '${name}'. Choose one of: ${Object.keys(COMMANDS).join(", ")}.`);
  const run = command.prepare(parameters);
  console.log(await run(connect(process.cwd(), values.endpoint)));
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { endpoint: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

main().catch((error: Error) => {
  console.error(error instanceof Misuse ? `${error.message}\n\n${HELP}` : error.message);
  process.exitCode = error instanceof Misuse ? 2 : 1;
});
