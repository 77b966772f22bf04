import { Path } from "../jsonpath/path.ts";
import { Reader } from "../jsonpath/reader.ts";
import { INTRINSICS } from "./functions.ts";

/** An argument of an intrinsic function, as it is written. */
export type Argument =
  | { readonly kind: "value"; readonly value: string | number | boolean | null }
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "call"; readonly call: IntrinsicCall };

export interface IntrinsicCall {
  readonly name: string;
  readonly arguments: readonly Argument[];
  /** As it is written. */
  readonly text: string;
}

/** Source: Step Functions Developer Guide, "Intrinsic functions": up to 10 are nested in a field. */
const MAX_CALLS = 10;

export function isIntrinsic(text: string): boolean {
  return text.startsWith("States.");
}

/** @throws {Error} with what is wrong with the text */
export function parseIntrinsic(text: string): IntrinsicCall {
  const reader = new Reader(text.trim());
  const counted = { calls: 0 };
  const call = readCall(reader, counted);
  if (!reader.done) throw reader.problem(`'${reader.next}' is not expected`);
  return call;
}

function readCall(reader: Reader, counted: { calls: number }): IntrinsicCall {
  const start = reader.position;
  const name = reader.take(/States\.\w+/y) ?? "";
  if (!Object.hasOwn(INTRINSICS, name)) throw reader.problem(`There is no intrinsic function ${name}`);
  counted.calls += 1;
  if (counted.calls > MAX_CALLS)
    throw reader.problem(`More than ${MAX_CALLS} intrinsic functions are nested`);
  reader.skipSpace();
  reader.expect("(");
  const args: Argument[] = [];
  for (reader.skipSpace(); !reader.takeText(")"); reader.skipSpace()) {
    if (args.length > 0) reader.expect(",");
    reader.skipSpace();
    args.push(readArgument(reader, counted));
  }
  const { min, max = Number.POSITIVE_INFINITY } = INTRINSICS[name] as { min: number; max?: number };
  if (args.length < min || args.length > max)
    throw reader.problem(
      `${name} takes ${max === min ? min : `${min} or more`} arguments, not ${args.length}`,
    );
  return { name, arguments: args, text: reader.text.slice(start, reader.position) };
}

function readArgument(reader: Reader, counted: { calls: number }): Argument {
  if (reader.next === "'") return { kind: "value", value: readString(reader) };
  if (reader.next === "$") return { kind: "path", path: readPath(reader) };
  if (reader.text.startsWith("States.", reader.position))
    return { kind: "call", call: readCall(reader, counted) };
  const word = reader.take(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y);
  if (word === undefined) throw reader.problem("An argument is missing");
  return { kind: "value", value: JSON.parse(word) };
}

/** In single quotes. A backslash before a brace stays, for `States.Format` to see. */
function readString(reader: Reader): string {
  const raw = reader.take(/'(?:[^'\\]|\\.)*'/sy);
  if (raw === undefined) throw reader.problem("A quote is not closed");
  return raw.slice(1, -1).replace(/\\(['\\])/g, "$1");
}

/** Up to the comma or the parenthesis that is not the path's own. */
function readPath(reader: Reader): Path {
  const start = reader.position;
  let depth = 0;
  let quote = "";
  for (; !reader.done; reader.position += 1) {
    const { next } = reader;
    if (quote !== "") {
      if (next === quote) quote = "";
      continue;
    }
    if (depth === 0 && (next === "," || next === ")" || next === " ")) break;
    if (next === "'" || next === '"') quote = next;
    else if (next === "[" || next === "(") depth += 1;
    else if (next === "]" || next === ")") depth -= 1;
  }
  return Path.parse(reader.text.slice(start, reader.position));
}
