import { type Rule, SEVERITIES } from "./rule.ts";
import { SETTINGS_SCHEMA, type Settings } from "./settings.ts";

/** What is wrong with a stack's settings beyond what their schema can say: the CLI lets pass what it does not know. */
export function settingsProblems(
  config: Partial<Settings>,
  rules: ReadonlyMap<string, Rule>,
): readonly string[] {
  const known = Object.keys(SETTINGS_SCHEMA.properties);
  const unknown = Object.keys(config)
    .filter((key) => !known.includes(key))
    .map((key) => `The setting ${key} is not known: there are ${known.sort().join(", ")}.`);
  const levels = Object.keys(config.levels ?? {})
    .filter((key) => !rules.has(key) && !SEVERITIES.some((severity) => severity === key))
    .map(
      (key) =>
        `The setting levels.${key} names neither a rule (policies/RULES.md) nor a severity (${SEVERITIES.join(", ")}).`,
    );
  const patterns = Object.entries(config.tagValues ?? {}).flatMap(([tag, pattern]) => {
    const reason = patternProblem(pattern);
    return reason === undefined ? [] : [`The setting tagValues.${tag} is no regular expression: ${reason}.`];
  });
  return [...unknown, ...levels, ...patterns];
}

/** The settings that rules can go by. */
export function withoutProblems(config: Partial<Settings>): Partial<Settings> {
  const { tagValues } = config;
  if (tagValues === undefined) return config;
  const usable = Object.entries(tagValues).filter(([, pattern]) => patternProblem(pattern) === undefined);
  return { ...config, tagValues: Object.fromEntries(usable) };
}

function patternProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
