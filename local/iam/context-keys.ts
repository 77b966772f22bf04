import type { PolicyDocument, PolicyStatement } from "../core/access.ts";

/** The context keys that a statement needs to be evaluated: those of its conditions and of its variables. */
export function contextKeysOf(
  { Condition, Resource, NotResource }: PolicyStatement,
  version: PolicyDocument["Version"],
): readonly string[] {
  const conditions = Object.values(Condition ?? {});
  const texts = [Resource, NotResource, ...conditions.flatMap((keys) => Object.values(keys))].flatMap(
    (value) => value ?? [],
  );
  const variables = version === "2012-10-17" ? texts.flatMap(variablesIn) : [];
  return [...new Set([...conditions.flatMap((keys) => Object.keys(keys)), ...variables])];
}

function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([^},]+)/g)]
    .map(([, key = ""]) => key.trim())
    .filter((key) => !["*", "?", "$"].includes(key));
}
