import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "../engine/wire.ts";

/** What a stack gives the CLI as `--policy-pack-config`. */
export interface StackPolicyConfig {
  readonly file: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** The key that the pack's own settings are under. */
const SETTINGS = "settings";

/**
 * The stack's policy configuration, beside the program; a stack without one runs the pack as it is.
 *
 * @throws {Error} for a file that can't be read, and for levels where they have no effect.
 */
export function stackPolicyConfig(directory: string, stack: string): StackPolicyConfig {
  const file = `policy-config.${stack}.json`;
  if (!existsSync(join(directory, file))) return { file, config: {} };
  const config = parse(join(directory, file), file);
  if (!isObject(config))
    throw new Error(
      `${file} holds ${JSON.stringify(config)}: it has to be an object such as {"settings": {}}.`,
    );
  for (const [key, value] of Object.entries(config)) {
    const level = isObject(value) ? value.enforcementLevel : value;
    if (key === SETTINGS ? level !== undefined : level !== "remediate")
      throw new Error(
        `${file}: the level ${JSON.stringify(level)} of "${key}" has no effect. A rule's own key takes "remediate" only; put other levels under settings.levels: {"settings": {"levels": {"lambda-tracing": "advisory"}}}.`,
      );
  }
  return { file, config };
}

function parse(path: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`${file} can't be read: ${(error as Error).message}`);
  }
}
