import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "./plan.ts";

/** Where plans are kept for the next step. */
export const PLANS = "dist/plans";

/** `plan`: for people, as `Plan`; `pulumi`: what `pulumi up --plan` takes. */
export function planFile(stack: string, form: "plan" | "pulumi"): string {
  return `${stack}.${form}.json`;
}

/** The plans for people that a folder has. @throws {Error} when there is none. */
export function readPlans(folder: string): Plan[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".plan.json"));
  if (files.length === 0) throw new Error(`${folder} has no plan: make one by 'npm run ci:preview'.`);
  return files.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Plan);
}
