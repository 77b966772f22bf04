import { parsedJson } from "./json-text.ts";

/**
 * The value with one of the fields in which it differs from the other as the other has it, for each of them. Objects,
 * lists of the same length and JSON text are taken by their parts, all else as a whole; a field that stands in place
 * of another is one field.
 */
export function* withOneFieldOf<T>(value: T, other: T): Generator<T> {
  if (value === other) return;
  const [own, others] = [parts(value), parts(other)];
  if (own === undefined || others === undefined || !areAlike(own, others)) {
    yield other;
    return;
  }
  const gone = fieldsOnlyIn(own, others);
  const come = fieldsOnlyIn(others, own);
  const replaced = gone.length === 1 && come.length === 1 ? [...gone, ...come] : [];
  const rebuilt = (fields: object): T =>
    (typeof value === "string" ? JSON.stringify(changed(own, fields)) : changed(own, fields)) as T;
  if (replaced.length > 0)
    yield rebuilt(Object.fromEntries(replaced.map((key) => [key, Reflect.get(others, key)])));
  for (const key of new Set([...Object.keys(own), ...Object.keys(others)])) {
    if (replaced.includes(key)) continue;
    for (const field of withOneFieldOf<unknown>(Reflect.get(own, key), Reflect.get(others, key)))
      yield rebuilt({ [key]: field });
  }
}

/** What has parts: an object, a list, or JSON text of one. */
function parts(value: unknown): object | undefined {
  const content = typeof value === "string" ? parsedJson(value) : value;
  return typeof content === "object" && content !== null ? content : undefined;
}

function areAlike(left: object, right: object): boolean {
  if (Array.isArray(left) || Array.isArray(right))
    return Array.isArray(left) && Array.isArray(right) && left.length === right.length;
  return Object.getPrototypeOf(left) === Object.getPrototypeOf(right);
}

/** What is undefined is not there. */
function fieldsOnlyIn(value: object, other: object): readonly string[] {
  return Object.keys(value).filter(
    (key) => Reflect.get(value, key) !== undefined && Reflect.get(other, key) === undefined,
  );
}

function changed(value: object, fields: object): object {
  if (Array.isArray(value)) return Object.assign([...value], fields);
  return Object.assign(Object.create(Object.getPrototypeOf(value)), value, fields);
}
