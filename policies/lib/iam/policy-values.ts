/** What is wrong with a document that IAM would refuse. The message continues "the document …". */
export class MalformedPolicyError extends Error {}

export function asObject(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new MalformedPolicyError(`has ${JSON.stringify(value)} for ${where}, which must be an object`);
}

/** IAM reads booleans and numbers as their text, and one value as a list of one. */
export function strings(value: unknown, where: string): readonly string[] {
  return listOf(value).map((item) => {
    if (typeof item === "string") return item;
    if (typeof item === "boolean" || typeof item === "number") return String(item);
    throw new MalformedPolicyError(`has ${JSON.stringify(item)} in ${where}, which must hold strings`);
  });
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
