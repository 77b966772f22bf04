import { AwsError } from "../../core/errors.ts";
import { holdsUnknown, type Properties } from "../resource.ts";
import type { Rule } from "./property-rules.ts";

/**
 * A JSON document that `parse` accepts, as text or, as the SDK's types allow for policies, as an object.
 * `parse` throws an `AwsError` for what AWS refuses.
 */
export function document(parse: (json: string) => unknown): Rule {
  return (value, property) => {
    if (value === undefined || value === null || value === "" || holdsUnknown(value)) return [];
    try {
      parse(documentText(value));
      return [];
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return [{ property, reason: error.message }];
    }
  };
}

export function documentText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The tags of a resource, those of the provider included. */
export function tagsOf(inputs: Properties): Readonly<Record<string, string>> {
  return (inputs.tagsAll ?? inputs.tags ?? {}) as Readonly<Record<string, string>>;
}
