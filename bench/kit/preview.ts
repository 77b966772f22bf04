/** Evaluates the program as `npm start` does before it makes anything, and prints how many resources of each type there are. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ModuleCache } from "../../local/cli/module-cache.ts";

const modules = new ModuleCache(join(tmpdir(), "orderflow-bench/modules"));
modules.install();
const { Cloud } = await import("../../local/cloud.ts");
const { preview } = await import("../../local/engine/engine.ts");

const workDirectory = await mkdtemp(join(tmpdir(), "orderflow-bench-"));
const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const cloud = await Cloud.start({ account, port: 0, workDirectory });
const types: Record<string, number> = {};
await preview({
  directory: resolve(import.meta.dirname, "../.."),
  stack: "dev",
  provider: cloud.provider,
  onEvent: (event) => {
    if (event.kind === "step" && event.type.startsWith("aws:"))
      types[event.type] = (types[event.type] ?? 0) + 1;
  },
});
await cloud.close();
await rm(workDirectory, { recursive: true });
modules.save();
process.stdout.write(JSON.stringify(types), () => process.exit(0));
