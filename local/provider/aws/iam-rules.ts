import { nameProblem } from "../../iam/names.ts";
import { validatePolicy } from "../../iam/policy-grammar.ts";
import { isUnknown } from "../resource.ts";
import { document } from "./documents.ts";
import { type Rule, text } from "./property-rules.ts";

/** A name as IAM takes it. */
export function iamName(member: string, maxLength: number): Rule {
  return (value, property) => {
    if (typeof value !== "string" || isUnknown(value)) return text()(value, property);
    const reason = nameProblem(value, member, maxLength);
    return reason === undefined ? [] : [{ property, reason }];
  };
}

export const identityPolicy = document((json) => validatePolicy(json, "identity"));
export const trustPolicy = document((json) => validatePolicy(json, "trust"));
