import type { APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";
import { UnauthorizedError } from "./errors.ts";

/** Who calls, as the access token says that the HTTP API's JWT authorizer has verified. */
export interface Caller {
  /** The user's id: Cognito's `sub`. */
  readonly sub: string;
  readonly groups: readonly string[];
}

export const OPERATORS = "operator";

/** @throws {UnauthorizedError} 401, when the route has no JWT authorizer or the token no subject */
export function callerOf(event: Pick<APIGatewayProxyEventV2WithJWTAuthorizer, "requestContext">): Caller {
  // A route without the authorizer has no such member, whatever the type says.
  const claims: Readonly<Record<string, unknown>> = event.requestContext.authorizer?.jwt?.claims ?? {};
  const { sub } = claims;
  if (typeof sub !== "string" || sub === "")
    throw new UnauthorizedError("The access token names no subject.");
  return { sub, groups: groupsOf(claims["cognito:groups"]) };
}

/**
 * HTTP APIs turn a list claim into a string such as `[operator customer]`, which is not JSON. Anything
 * else grants no group. Source: "Control access to HTTP APIs with JWT authorizers in API Gateway".
 */
function groupsOf(claim: unknown): readonly string[] {
  if (typeof claim !== "string") return [];
  const list = /^\[(.*)\]$/s.exec(claim)?.[1] ?? "";
  return list.split(" ").filter((group) => group !== "");
}
