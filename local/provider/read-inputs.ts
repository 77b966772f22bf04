import { isDeepStrictEqual } from "node:util";
import { isObject, SIGNATURE } from "../engine/wire.ts";
import { DEFAULTS } from "./registry-diff.ts";
import type { Properties } from "./resource.ts";

/** The known inputs of a resource as it is now. Only what was given is looked at, and in the form in which it was given. */
export function asRead(known: Properties, outputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(known).flatMap(([property, given]) => {
      if (property === DEFAULTS) return [[property, given]];
      const found = inForm(given, outputs[property]);
      return found === undefined || found === null ? [] : [[property, found]];
    }),
  );
}

function inForm(given: unknown, found: unknown): unknown {
  if (isObject(given) && SIGNATURE in given) return given;
  if (typeof found === "string" && given !== found) return documentInForm(given, found);
  if (Array.isArray(given) && Array.isArray(found))
    return found.map((element, index) => (index in given ? inForm(given[index], element) : element));
  if (isObject(given) && isObject(found)) return asRead(given, found);
  return found;
}

/** A JSON document may be given as an object, and with other spaces. */
function documentInForm(given: unknown, found: string): unknown {
  const document = parsed(found);
  if (document === undefined) return found;
  if (isObject(given)) return isDeepStrictEqual(document, given) ? given : document;
  return typeof given === "string" && isDeepStrictEqual(document, parsed(given)) ? given : found;
}

function parsed(text: string): unknown {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
