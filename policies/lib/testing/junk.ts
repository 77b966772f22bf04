import { parsedJson } from "./json-text.ts";

/** What a program, or a document in it, can have where something else belongs. */
const JUNK: readonly unknown[] = [
  null,
  "",
  "{",
  '{"a":1}',
  -1,
  true,
  [null],
  ["x"],
  {},
  [{ a: [{ b: null }] }],
];

/** A value with junk in place of each of its parts in turn, parts of JSON text included. */
export function* withJunk(value: unknown): Generator<unknown> {
  yield* JUNK;
  if (typeof value === "string") {
    const document = parsedJson(value);
    if (document !== undefined) for (const each of withJunk(document)) yield JSON.stringify(each);
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries())
      for (const each of withJunk(element)) yield value.with(index, each);
  } else if (
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    for (const [key, element] of Object.entries(value))
      for (const each of withJunk(element)) yield { ...value, [key]: each };
  }
}
