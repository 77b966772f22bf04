import { AwsError, validationError } from "../../../core/errors.ts";
import type { Members } from "../../../core/members.ts";

const DEFAULT_SIZE = 100;
const MAX_SIZE = 1_000;

/** A page of a list, under the name of its member. @throws {AwsError} `ValidationException`, `InvalidToken` */
export function page<Item>(
  input: Members,
  member: string,
  all: readonly Item[],
  show: (item: Item) => object,
): object {
  const asked = input.optionalInteger("maxResults") ?? DEFAULT_SIZE;
  if (asked < 0 || asked > MAX_SIZE)
    throw validationError(
      `1 validation error detected: Value '${asked}' at 'maxResults' failed to satisfy constraint: Member must have value between 0 and ${MAX_SIZE}`,
    );
  const token = input.optionalText("nextToken");
  const position = token === undefined ? "0" : Buffer.from(token, "base64").toString();
  if (!/^\d+$/.test(position)) throw new AwsError("InvalidToken", `Invalid Token: '${token}'`);
  const start = Number(position);
  const end = start + (asked === 0 ? DEFAULT_SIZE : asked);
  return {
    [member]: all.slice(start, end).map(show),
    ...(end < all.length && { nextToken: Buffer.from(String(end)).toString("base64") }),
  };
}
