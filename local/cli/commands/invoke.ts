import { readFileSync } from "node:fs";
import { type Command, Misuse } from "./command.ts";

export const invokeCommand: Command = {
  usage: "invoke FUNCTION [EVENT]",
  summary: "runs a function with the JSON of a file, or of standard input (-), or {}",

  prepare([name, file, unexpected]) {
    if (name === undefined) throw new Misuse("Give the function to invoke, such as orders-reconcile.");
    if (unexpected !== undefined)
      throw new Misuse(`Unexpected '${unexpected}': give a function and a file, nothing more.`);
    const event = file === undefined ? {} : readEvent(file);
    return async (client, terminal) => {
      const { payload, functionError, log } = await client.invoke(name, event);
      for (const line of log) terminal.note(line);
      terminal.print(JSON.stringify(payload, null, 2));
      if (functionError !== null) terminal.fail();
    };
  },
};

const STDIN = 0;

function readEvent(file: string): unknown {
  const source = file === "-" ? "standard input" : `the file ${file}`;
  let text: string;
  try {
    text = readFileSync(file === "-" ? STDIN : file, "utf8");
  } catch (error) {
    throw new Error(`Could not read the event from ${source}: ${(error as Error).message}`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The event in ${source} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
