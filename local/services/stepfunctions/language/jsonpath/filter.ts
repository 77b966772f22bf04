import type { Json } from "../json.ts";
import { sameJson } from "../json.ts";
import type { Reader } from "./reader.ts";
import type { FilterTest, Segment } from "./segments.ts";
import { selectFrom } from "./segments.ts";

type Operand = (element: Json, root: Json) => Json | undefined;

const OPERATORS: readonly (readonly [symbol: string, compare: (left: Json, right: Json) => boolean])[] = [
  ["==", sameJson],
  ["!=", (left, right) => !sameJson(left, right)],
  ["<=", (left, right) => ordered(left, right, (order) => order <= 0)],
  [">=", (left, right) => ordered(left, right, (order) => order >= 0)],
  ["<", (left, right) => ordered(left, right, (order) => order < 0)],
  [">", (left, right) => ordered(left, right, (order) => order > 0)],
  ["in", (left, right) => Array.isArray(right) && right.some((item) => sameJson(left, item))],
  ["nin", (left, right) => Array.isArray(right) && !right.some((item) => sameJson(left, item))],
];

/** Reads what stands between `?(` and `)`. @throws {Error} */
export function readFilter(reader: Reader, readSegments: (reader: Reader) => readonly Segment[]): FilterTest {
  const disjunction = (): FilterTest => {
    let left = conjunction();
    for (reader.skipSpace(); reader.takeText("||"); reader.skipSpace()) {
      const [before, after] = [left, conjunction()];
      left = (element, root) => before(element, root) || after(element, root);
    }
    return left;
  };
  const conjunction = (): FilterTest => {
    let left = negation();
    for (reader.skipSpace(); reader.takeText("&&"); reader.skipSpace()) {
      const [before, after] = [left, negation()];
      left = (element, root) => before(element, root) && after(element, root);
    }
    return left;
  };
  const negation = (): FilterTest => {
    reader.skipSpace();
    if (!/^![^=]/.test(reader.text.slice(reader.position))) return comparison();
    reader.position += 1;
    const test = negation();
    return (element, root) => !test(element, root);
  };
  const comparison = (): FilterTest => {
    reader.skipSpace();
    if (reader.takeText("(")) {
      const test = disjunction();
      reader.skipSpace();
      reader.expect(")");
      return test;
    }
    const left = operand();
    reader.skipSpace();
    const operator = OPERATORS.find(([symbol]) => reader.takeText(symbol));
    if (operator === undefined) return (element, root) => left(element, root) !== undefined;
    const [, compare] = operator;
    const right = operand();
    return (element, root) => {
      const [one, other] = [left(element, root), right(element, root)];
      return one !== undefined && other !== undefined && compare(one, other);
    };
  };
  const operand = (): Operand => {
    reader.skipSpace();
    const origin = reader.take(/[@$]/y);
    if (origin !== undefined) {
      const segments = readSegments(reader);
      return (element, root) => {
        let nodes: readonly Json[] = [origin === "@" ? element : root];
        for (const segment of segments) nodes = nodes.flatMap((node) => selectFrom(node, segment, root));
        return nodes[0];
      };
    }
    const value = literal(reader);
    return () => value;
  };
  return disjunction();
}

function literal(reader: Reader): Json {
  if (reader.next === "'" || reader.next === '"') return reader.quoted();
  if (reader.takeText("[")) {
    const items: Json[] = [];
    for (reader.skipSpace(); !reader.takeText("]"); reader.skipSpace()) {
      if (items.length > 0) reader.expect(",");
      reader.skipSpace();
      items.push(literal(reader));
    }
    return items;
  }
  const word = reader.take(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y);
  if (word === undefined) throw reader.problem("A value is missing");
  return JSON.parse(word) as Json;
}

function ordered(left: Json, right: Json, test: (order: number) => boolean): boolean {
  if (typeof left === "number" && typeof right === "number") return test(left - right);
  if (typeof left === "string" && typeof right === "string")
    return test(left < right ? -1 : Number(left > right));
  return false;
}
