import { isIntrinsic, parseIntrinsic } from "./intrinsics/call.ts";
import { evaluateIntrinsic } from "./intrinsics/evaluate.ts";
import type { Chance } from "./intrinsics/functions.ts";
import { isObject, type Json } from "./json.ts";
import { Path, type PathScope } from "./jsonpath/path.ts";
import { runtimeError } from "./states-error.ts";

/**
 * A template of `Parameters`, `ResultSelector`, `ItemSelector` or `Assign`: members whose names end in `.$` are replaced
 * by what their path or intrinsic function comes to. Arrays that stand in it stay as they are, objects in them are
 * templates too. @throws {StatesError}
 */
export function fillTemplate(template: Json, scope: PathScope, chance: Chance): Json {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, scope, chance));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith(".$")
        ? [name.slice(0, -2), evaluate(name, String(value), scope, chance)]
        : [name, fillTemplate(value, scope, chance)],
    ),
  );
}

/** What a path or an intrinsic function comes to. @throws {StatesError} */
export function evaluate(field: string, text: string, scope: PathScope, chance: Chance): Json {
  if (isIntrinsic(text)) return evaluateIntrinsic(parseIntrinsic(text), scope, chance);
  const value = Path.parse(text).read(scope);
  if (value !== undefined) return value;
  throw runtimeError(
    `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(scope.data)}'`,
  );
}
