import { parseArgs } from "node:util";
import { clockCommand } from "./commands/clock.ts";
import { type Command, Misuse, type Options, type Terminal } from "./commands/command.ts";
import { faultsCommand } from "./commands/faults.ts";
import { iamCommand } from "./commands/iam.ts";
import { connect } from "./commands/instance.ts";
import { invokeCommand } from "./commands/invoke.ts";
import { logsCommand } from "./commands/logs.ts";
import { mailCommand } from "./commands/mail.ts";
import { resetCommand } from "./commands/reset.ts";
import { statusCommand } from "./commands/status.ts";
import { traceCommand } from "./commands/trace.ts";
import { PROVIDER_USAGE } from "./provider/options.ts";

const COMMANDS: Readonly<Record<string, Command>> = {
  status: statusCommand,
  logs: logsCommand,
  mail: mailCommand,
  invoke: invokeCommand,
  trace: traceCommand,
  iam: iamCommand,
  reset: resetCommand,
  clock: clockCommand,
  faults: faultsCommand,
};

const HELP = `Controls a running local cloud.

${Object.values(COMMANDS)
  .map(({ usage, summary }) => `  npm run local -- ${usage.padEnd(24)} ${summary}`)
  .join("\n")}
  npm run local -- engine --help            runs any Pulumi program on the embedded engine, on no instance
  npm run local -- provider --help          serves an empty local cloud to Pulumi's own command

Options:
  --json           JSON instead of text: ${commandsWith("json")}
  --follow, -f     what is new as well, until Ctrl-C: ${commandsWith("follow")}
  --endpoint URL   the instance to control; the one that 'npm start' runs in this folder by default.
                   Its token is read from the environment variable LOCAL_CONTROL_TOKEN, or else from
                   .local/control-token
  --state-dir DIR  the files of the instance, where it has others than .local
  --help, -h       this text`;

/** `npm run local`: what can be done to a running instance from outside. */
async function main(): Promise<void> {
  const [first = "", ...rest] = process.argv.slice(2);
  if (first === "engine") {
    const { engineCommand } = await import("../engine/cli/engine-command.ts");
    process.exitCode = await engineCommand(rest);
    return;
  }
  if (first === "provider") {
    if (rest.includes("--help") || rest.includes("-h")) return console.log(PROVIDER_USAGE);
    const { providerCommand } = await import("./provider/provider-command.ts");
    await providerCommand(rest);
    process.exit(0);
  }
  const { values, positionals } = readArguments();
  const [name, ...parameters] = positionals;
  if (values.help === true || name === "help") return console.log(HELP);
  if (name === undefined) throw new Misuse("Say what to do.");
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined)
    throw new Misuse(`There is no command '${name}'. Choose one of: ${Object.keys(COMMANDS).join(", ")}.`);
  const options: Options = { json: values.json === true, follow: values.follow === true };
  for (const option of ["json", "follow"] as const)
    if (options[option] && command.options?.includes(option) !== true)
      throw new Misuse(`${name} takes no --${option}.`);
  const run = command.prepare(parameters, options);
  await run(
    connect(process.cwd(), { endpoint: values.endpoint, stateDirectory: values["state-dir"] }),
    terminal(),
  );
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        endpoint: { type: "string" },
        "state-dir": { type: "string" },
        json: { type: "boolean" },
        follow: { type: "boolean", short: "f" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

function terminal(): Terminal {
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());
  // Whoever reads has had enough, such as 'head'.
  process.stdout.on("error", () => process.exit());
  return {
    print: (line) => console.log(line),
    note: (line) => console.error(line),
    fail: () => {
      process.exitCode = 1;
    },
    interrupted: interrupted.signal,
  };
}

function commandsWith(option: keyof Options): string {
  return Object.entries(COMMANDS)
    .filter(([, { options }]) => options?.includes(option))
    .map(([name]) => name)
    .join(", ");
}

main().catch((error: Error) => {
  console.error(error instanceof Misuse ? `${error.message}\n\n${HELP}` : error.message);
  process.exitCode = error instanceof Misuse ? 2 : 1;
});
