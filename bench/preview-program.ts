import { appendFileSync } from "node:fs";

/** Loaded into the processes of a preview: each writes down at its end what it ran and how long it was at work. */
const { PREVIEW_TIMES } = process.env;
if (PREVIEW_TIMES !== undefined)
  process.once("exit", () => {
    const { user, system } = process.cpuUsage();
    const run = { script: process.argv[1] ?? "", workMs: (user + system) / 1000 };
    appendFileSync(PREVIEW_TIMES, `${JSON.stringify(run)}\n`);
  });
