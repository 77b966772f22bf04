import { createHash, randomInt } from "node:crypto";
import { isObject, type Json, sameJson } from "../json.ts";

/** What the intrinsic functions take from the world. */
export interface Chance {
  uuid(): string;
  /** At least 0, less than 1. */
  random(): number;
}

export interface Intrinsic {
  readonly min: number;
  readonly max?: number;
  /** @throws {Error} with what is wrong with the arguments */
  readonly run: (args: readonly Json[], chance: Chance) => Json;
}

/** Source: Step Functions Developer Guide, "Intrinsic functions for JSONPath states". */
const MAX_TEXT = 10_000;
const MAX_RANGE = 1_000;
const HASHES: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  "States.Array": { min: 0, run: (args) => args },
  "States.ArrayPartition": {
    min: 2,
    max: 2,
    run: ([list, size]) => {
      const items = array(list);
      const length = positive(size, "The size of a chunk");
      return Array.from({ length: Math.ceil(items.length / length) }, (_, index) =>
        items.slice(index * length, (index + 1) * length),
      );
    },
  },
  "States.ArrayContains": {
    min: 2,
    max: 2,
    run: ([list, wanted]) => array(list).some((item) => sameJson(item, wanted)),
  },
  "States.ArrayRange": {
    min: 3,
    max: 3,
    run: ([first, last, step]) => {
      const [from, to, by] = [integer(first), integer(last), integer(step)];
      if (by === 0) throw new Error("The increment must not be 0");
      const count = Math.max(0, Math.floor((to - from) / by) + 1);
      if (count > MAX_RANGE) throw new Error(`The range has ${count} elements, more than ${MAX_RANGE}`);
      return Array.from({ length: count }, (_, index) => from + index * by);
    },
  },
  "States.ArrayGetItem": {
    min: 2,
    max: 2,
    run: ([list, index]) => {
      const items = array(list);
      const item = items[integer(index)];
      if (item === undefined) throw new Error(`There is no element ${index} in an array of ${items.length}`);
      return item;
    },
  },
  "States.ArrayLength": { min: 1, max: 1, run: ([list]) => array(list).length },
  "States.ArrayUnique": {
    min: 1,
    max: 1,
    run: ([list]) => {
      const items = array(list);
      return items.filter((item, index) => items.findIndex((other) => sameJson(item, other)) === index);
    },
  },
  "States.Base64Encode": {
    min: 1,
    max: 1,
    run: ([data]) => Buffer.from(short(data), "utf8").toString("base64"),
  },
  "States.Base64Decode": {
    min: 1,
    max: 1,
    run: ([data]) => {
      const encoded = short(data);
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) throw new Error("The data is not Base64");
      return Buffer.from(encoded, "base64").toString("utf8");
    },
  },
  "States.Hash": {
    min: 2,
    max: 2,
    run: ([data, algorithm]) => {
      const name = HASHES[text(algorithm)];
      if (name === undefined)
        throw new Error(`The algorithm ${algorithm} is not one of ${Object.keys(HASHES).join(", ")}`);
      const content = typeof data === "string" ? data : JSON.stringify(data);
      return createHash(name).update(short(content)).digest("hex");
    },
  },
  "States.JsonMerge": {
    min: 3,
    max: 3,
    run: ([one, other, deep]) => {
      if (!isObject(one) || !isObject(other)) throw new Error("Both arguments must be JSON objects");
      if (deep !== false)
        throw new Error("Only the shallow merge is there: the third argument must be false");
      return { ...one, ...other };
    },
  },
  "States.StringToJson": {
    min: 1,
    max: 1,
    run: ([json]) => {
      try {
        return JSON.parse(text(json)) as Json;
      } catch {
        throw new Error(`The string is not valid JSON: ${text(json).slice(0, 100)}`);
      }
    },
  },
  "States.JsonToString": { min: 1, max: 1, run: ([value]) => JSON.stringify(value) },
  "States.MathRandom": {
    min: 2,
    max: 3,
    run: ([from, to, seed], { random }) => {
      const [start, end] = [integer(from), integer(to)];
      if (end <= start) throw new Error(`The end ${end} must be greater than the start ${start}`);
      const chance = seed === undefined ? random() : seeded(integer(seed));
      return start + Math.floor(chance * (end - start));
    },
  },
  "States.MathAdd": { min: 2, max: 2, run: ([one, other]) => integer(one) + integer(other) },
  "States.StringSplit": {
    min: 2,
    max: 2,
    run: ([string, splitter]) => {
      const separators = new Set(text(splitter));
      const parts: string[] = [];
      let part = "";
      for (const character of text(string)) {
        if (!separators.has(character)) part += character;
        else if (part !== "") {
          parts.push(part);
          part = "";
        }
      }
      return part === "" ? parts : [...parts, part];
    },
  },
  "States.UUID": { min: 0, max: 0, run: (_args, { uuid }) => uuid() },
  "States.Format": { min: 1, run: ([template, ...values]) => format(text(template), values) },
};

export const CHANCE: Chance = {
  uuid: () => crypto.randomUUID(),
  random: () => randomInt(2 ** 32) / 2 ** 32,
};

/** Braces that are escaped stand for themselves. */
function format(template: string, values: readonly Json[]): string {
  let used = 0;
  const result = template.replace(/\\([{}\\])|\{\}/g, (match, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const value = values[used++];
    if (value === undefined) return match;
    if (typeof value === "object" && value !== null) return JSON.stringify(value);
    return String(value);
  });
  if (used !== values.length)
    throw new Error(`The template has ${used} occurrences of {}, and there are ${values.length} values`);
  return result;
}

/** The same number for the same seed. */
function seeded(seed: number): number {
  return createHash("sha256").update(String(seed)).digest().readUInt32BE() / 2 ** 32;
}

function array(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw new Error(`An array is expected, not ${JSON.stringify(value)?.slice(0, 100)}`);
}

function text(value: Json | undefined): string {
  if (typeof value === "string") return value;
  throw new Error(`A string is expected, not ${JSON.stringify(value)?.slice(0, 100)}`);
}

function short(value: Json | undefined): string {
  const found = text(value);
  if (found.length > MAX_TEXT)
    throw new Error(`The data has ${found.length} characters, more than ${MAX_TEXT}`);
  return found;
}

/** Numbers that are no integers are rounded. */
function integer(value: Json | undefined): number {
  if (typeof value === "number") return Math.round(value);
  throw new Error(`A number is expected, not ${JSON.stringify(value)?.slice(0, 100)}`);
}

function positive(value: Json | undefined, what: string): number {
  const number = integer(value);
  if (number > 0) return number;
  throw new Error(`${what} must be more than 0, not ${number}`);
}
