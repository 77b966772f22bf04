import { atMostOneParameter, type Command } from "./command.ts";
import { logLineText } from "./log-line.ts";

export const logsCommand: Command = {
  usage: "logs [FUNCTION]",
  summary: "prints what a function logged, or all of them; with --follow goes on until Ctrl-C",
  options: ["json", "follow"],

  prepare(parameters, { json, follow }) {
    const functionName = atMostOneParameter(parameters, "one function");
    return async (client, terminal) => {
      const signal = terminal.interrupted;
      for await (const line of client.logs({ function: functionName, follow, signal }))
        terminal.print(json ? JSON.stringify(line) : logLineText(line));
    };
  },
};
