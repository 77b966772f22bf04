import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { refusals, refusalTable } from "./refusals.ts";

const PAGE = resolve(import.meta.dirname, "../../docs/local-cloud.md");
const BETWEEN = /(<!-- refusals: npm run generate -->\n).*?(<!-- \/refusals -->)/s;

/** The page as it is, and as it has to be. */
export async function refusalsPage(
  workDirectory: string,
): Promise<{ readonly actual: string; readonly expected: string }> {
  const actual = readFileSync(PAGE, "utf8");
  if (!BETWEEN.test(actual)) throw new Error(`${PAGE} has no place for the table of refusals.`);
  const table = refusalTable(await refusals(workDirectory));
  return {
    actual,
    expected: actual.replace(BETWEEN, (_, start: string, end: string) => `${start}${table}\n${end}`),
  };
}

if (process.argv[1] === import.meta.filename) {
  const workDirectory = mkdtempSync(join(tmpdir(), "refusals-"));
  try {
    writeFileSync(PAGE, (await refusalsPage(workDirectory)).expected);
  } finally {
    rmSync(workDirectory, { recursive: true, force: true });
  }
}
