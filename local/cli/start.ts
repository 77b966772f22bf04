import { resolve } from "node:path";
import { ModuleCache } from "./module-cache.ts";
import { STATE_DIRECTORY } from "./state-directory.ts";

/** `npm start`: deploys a stack of the program in the current folder onto the local cloud, and serves it until told to stop. */
const modules = new ModuleCache(resolve(STATE_DIRECTORY, "modules"));
modules.install();
const { run } = await import("./run.ts");
try {
  await run(process.argv.slice(2), { onReady: () => modules.save() });
  process.exit(0);
} catch (error) {
  console.error(`\n${(error as Error).message}`);
  process.exit(1);
}
