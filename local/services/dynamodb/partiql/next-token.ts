import { createHash } from "node:crypto";
import { validationError } from "../../../core/errors.ts";
import type { WireItem } from "../data-plane/types.ts";

interface Place {
  readonly after: WireItem;
  readonly statement: string;
}

/** Where a statement's next page begins. It is good for that statement with those parameters. */
export function nextToken(statement: string, parameters: readonly unknown[], after: WireItem): string {
  const place: Place = { after, statement: fingerprint(statement, parameters) };
  return Buffer.from(JSON.stringify(place)).toString("base64");
}

/** @throws {AwsError} `ValidationException` */
export function readNextToken(token: string, statement: string, parameters: readonly unknown[]): WireItem {
  const place = parse(token);
  if (typeof place?.after !== "object" || place.after === null)
    throw validationError("Given NextToken is invalid");
  if (place.statement !== fingerprint(statement, parameters)) {
    throw validationError("NextToken does not match request");
  }
  return place.after;
}

function parse(token: string): Partial<Place> | undefined {
  try {
    return JSON.parse(Buffer.from(token, "base64").toString());
  } catch {
    return undefined;
  }
}

function fingerprint(statement: string, parameters: readonly unknown[]): string {
  return createHash("sha256")
    .update(JSON.stringify([statement, parameters]))
    .digest("base64");
}
