import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { play } from "./play.ts";
import { PulumiCli } from "./pulumi-cli.ts";

/** `npm run record:engine [CASE…]`: has Pulumi's own engine play the cases, and keeps what it did as data. */
async function main(wanted: readonly string[]): Promise<void> {
  const cases = readdirSync(join(import.meta.dirname, "cases")).map((file) => file.replace(/\.ts$/, ""));
  const directory = join(import.meta.dirname, "recorded");
  mkdirSync(directory, { recursive: true });
  for (const name of wanted.length === 0 ? cases : wanted) {
    if (!cases.includes(name)) throw new Error(`There is no case "${name}": there are ${cases.join(", ")}.`);
    const observations = await play(name, new PulumiCli());
    writeFileSync(join(directory, `${name}.json`), `${JSON.stringify(observations, undefined, 1)}\n`);
    console.log(`${name}: ${observations.map(({ succeeded }) => (succeeded ? "ok" : "failed")).join(", ")}`);
  }
}

await main(process.argv.slice(2));
