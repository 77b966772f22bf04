import { isIntrinsic, parseIntrinsic } from "../language/intrinsics/call.ts";
import { isObject, type Json } from "../language/json.ts";
import { expressionIn, parseExpression } from "../language/jsonata/evaluator.ts";
import { Path } from "../language/jsonpath/path.ts";
import type { Findings } from "./diagnostic.ts";

/** A path, of which a reference names one node. `null` stands for nothing. */
export function checkPath(
  value: Json | undefined,
  location: string,
  findings: Findings,
  reference = false,
): void {
  if (value === undefined || value === null) return;
  const field = location.slice(location.lastIndexOf("/") + 1);
  try {
    if (typeof value !== "string") throw new Error("it is no text");
    const path = Path.parse(value);
    if (reference && !path.definite) throw new Error("it is no reference path");
  } catch (error) {
    const kind = reference ? "Reference Path" : "JSONPath";
    findings.schema(
      location,
      `The value for the field '${field}' must be a valid ${kind}: ${(error as Error).message}`,
    );
  }
}

/** A path or a call of an intrinsic function. */
export function checkPathOrIntrinsic(value: Json, location: string, findings: Findings): void {
  const field = location.slice(location.lastIndexOf("/") + 1);
  try {
    if (typeof value !== "string") throw new Error("it is no text");
    if (isIntrinsic(value)) parseIntrinsic(value);
    else Path.parse(value);
  } catch (error) {
    findings.schema(
      location,
      `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call: ${(error as Error).message}`,
    );
  }
}

/** The members of a payload template whose names end in `.$`. */
export function checkTemplate(template: Json | undefined, location: string, findings: Findings): void {
  if (Array.isArray(template))
    for (const [index, item] of template.entries()) checkTemplate(item, `${location}[${index}]`, findings);
  if (!isObject(template)) return;
  for (const [name, value] of Object.entries(template))
    if (name.endsWith(".$")) checkPathOrIntrinsic(value, `${location}/${name}`, findings);
    else checkTemplate(value, `${location}/${name}`, findings);
}

/** The expressions in a value, all of which have to be JSONata. */
export function checkExpressions(value: Json | undefined, location: string, findings: Findings): void {
  if (typeof value === "string") {
    const expression = expressionIn(value);
    if (expression === undefined) return;
    try {
      parseExpression(expression);
    } catch (error) {
      findings.schema(
        location,
        `The JSONata expression '${expression}' is not valid: ${(error as Error).message}`,
      );
    }
  } else if (Array.isArray(value))
    for (const [index, item] of value.entries()) checkExpressions(item, `${location}[${index}]`, findings);
  else if (isObject(value))
    for (const [name, member] of Object.entries(value))
      checkExpressions(member, `${location}/${name}`, findings);
}
