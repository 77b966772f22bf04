import type { Json } from "../json.ts";
import { readFilter } from "./filter.ts";
import { Reader } from "./reader.ts";
import { isDefinite, type Segment, selectFrom } from "./segments.ts";

/** What a path starts from: the data of the state, the context object (`$$`), or a variable (`$name`). */
export type Root =
  | { readonly kind: "data" }
  | { readonly kind: "context" }
  | { readonly kind: "variable"; readonly name: string };

/** The values that paths lead into. */
export interface PathScope {
  readonly data: Json;
  readonly context: Json;
  readonly variables: Readonly<Record<string, Json>>;
}

const NAME = /[^.[\]()\s,'"*?@$|&=<>!]+/y;
const CACHED = 1_000;
const cache = new Map<string, Path>();

/**
 * A JSONPath as Step Functions takes it: the operators of Jayway's, without functions.
 * Source: Amazon States Language specification, "Paths"; Step Functions Developer Guide, "Processing input and output".
 */
export class Path {
  readonly text: string;
  readonly root: Root;
  readonly segments: readonly Segment[];

  private constructor(text: string, root: Root, segments: readonly Segment[]) {
    this.text = text;
    this.root = root;
    this.segments = segments;
  }

  /** @throws {Error} with what is wrong with the text */
  static parse(text: string): Path {
    const known = cache.get(text);
    if (known !== undefined) return known;
    const reader = new Reader(text);
    const root = readRoot(reader);
    const segments = readSegments(reader);
    if (!reader.done) throw reader.problem(`'${reader.next}' is not expected`);
    const path = new Path(text, root, segments);
    if (cache.size >= CACHED) cache.clear();
    cache.set(text, path);
    return path;
  }

  /** Whether it names one node: what is written to, and what is read as a single value. */
  get definite(): boolean {
    return this.segments.every(isDefinite);
  }

  /** What it leads to: a node, a list for an indefinite path, or undefined where there is nothing. */
  read(scope: PathScope): Json | undefined {
    const root = rootOf(this.root, scope);
    if (root === undefined) return undefined;
    let nodes: readonly Json[] = [root];
    let definite = true;
    for (const segment of this.segments) {
      nodes = nodes.flatMap((node) => selectFrom(node, segment, root));
      definite &&= isDefinite(segment);
      if (definite && nodes.length === 0) return undefined;
    }
    return definite ? nodes[0] : nodes;
  }

  /**
   * The document with a value at the end of this path; objects on the way are made.
   * @throws {Error} where the document has something else there
   */
  write(document: Json, value: Json): Json {
    return put(document, this.segments, value);
  }
}

function rootOf(root: Root, scope: PathScope): Json | undefined {
  if (root.kind === "data") return scope.data;
  if (root.kind === "context") return scope.context;
  return Object.hasOwn(scope.variables, root.name) ? scope.variables[root.name] : undefined;
}

function readRoot(reader: Reader): Root {
  reader.expect("$");
  if (reader.takeText("$")) return { kind: "context" };
  const name = reader.take(/[\p{ID_Start}][\p{ID_Continue}]*/uy);
  return name === undefined ? { kind: "data" } : { kind: "variable", name };
}

function readSegments(reader: Reader): readonly Segment[] {
  const segments: Segment[] = [];
  for (;;) {
    const deep = reader.takeText("..");
    if (reader.takeText("[")) segments.push({ selector: readBracket(reader), deep });
    else if (deep || reader.takeText(".")) segments.push({ selector: readName(reader), deep });
    else return segments;
  }
}

function readName(reader: Reader): Segment["selector"] {
  if (reader.takeText("*")) return { kind: "wildcard" };
  const name = reader.take(NAME);
  if (name === undefined) throw reader.problem("A name is missing");
  if (reader.next === "(") throw reader.problem(`The function ${name}() is not supported`);
  return { kind: "names", names: [name] };
}

function readBracket(reader: Reader): Segment["selector"] {
  reader.skipSpace();
  if (reader.takeText("*")) return closed(reader, { kind: "wildcard" });
  if (reader.takeText("?(")) {
    const test = readFilter(reader, readSegments);
    reader.skipSpace();
    reader.expect(")");
    return closed(reader, { kind: "filter", test });
  }
  if (reader.next === "'" || reader.next === '"') {
    const names = [reader.quoted()];
    for (reader.skipSpace(); reader.takeText(","); reader.skipSpace()) {
      reader.skipSpace();
      names.push(reader.quoted());
    }
    return closed(reader, { kind: "names", names });
  }
  const numbers = reader.take(/[-\d:,\s]+/y)?.replace(/\s/g, "");
  if (numbers === undefined) throw reader.problem("An index, a name in quotes, * or ?() is missing");
  return closed(reader, numbers.includes(":") ? readSlice(reader, numbers) : readIndexes(reader, numbers));
}

function readSlice(reader: Reader, text: string): Segment["selector"] {
  const match = /^(-?\d+)?:(-?\d+)?(?::(\d+))?$/.exec(text);
  if (match === null || match[3] === "0") throw reader.problem(`The slice [${text}] is not valid`);
  const [, start, end, step] = match;
  return {
    kind: "slice",
    ...(start !== undefined && { start: Number(start) }),
    ...(end !== undefined && { end: Number(end) }),
    step: Number(step ?? 1),
  };
}

function readIndexes(reader: Reader, text: string): Segment["selector"] {
  const indexes = text.split(",");
  if (!indexes.every((index) => /^-?\d+$/.test(index)))
    throw reader.problem(`The index [${text}] is not valid`);
  return { kind: "indexes", indexes: indexes.map(Number) };
}

function closed(reader: Reader, selector: Segment["selector"]): Segment["selector"] {
  reader.skipSpace();
  reader.expect("]");
  return selector;
}

function put(node: Json | undefined, [segment, ...rest]: readonly Segment[], value: Json): Json {
  if (segment === undefined) return value;
  const { selector } = segment;
  if (selector.kind === "names" && selector.names.length === 1) {
    const [name = ""] = selector.names;
    if (node !== undefined && (typeof node !== "object" || node === null || Array.isArray(node)))
      throw new Error(`'${name}' is not a member of ${JSON.stringify(node)}`);
    const members = (node ?? {}) as { readonly [key: string]: Json };
    const below = Object.hasOwn(members, name) ? members[name] : undefined;
    return { ...members, [name]: put(below, rest, value) };
  }
  if (selector.kind === "indexes" && selector.indexes.length === 1) {
    const [index = 0] = selector.indexes;
    if (!Array.isArray(node) || index < 0 || index >= node.length)
      throw new Error(`there is no element ${index} in ${JSON.stringify(node)}`);
    return node.map((item: Json, position) => (position === index ? put(item, rest, value) : item));
  }
  throw new Error("it is not a reference path");
}
