import type { EngineEvent } from "../engine/events.ts";

const SYMBOLS: Readonly<Record<string, string>> = {
  create: "+",
  update: "~",
  replace: "±",
  delete: "-",
  read: ">",
};

/** Prints what a deployment does, a line for each step that changes something. */
export function progressPrinter(print: (line: string) => void): (event: EngineEvent) => void {
  return (event) => {
    if (event.kind === "step") {
      const symbol = SYMBOLS[event.op];
      const properties = Object.keys(event.diff ?? {});
      const what = properties.length === 0 ? "" : `  [${properties.join(", ")}]`;
      if (symbol !== undefined) print(`  ${symbol} ${event.type}  ${event.name}${what}`);
    } else if (event.kind === "diagnostic" && event.severity !== "debug") {
      print(`  ${event.severity}: ${event.message}`);
    }
  };
}
