import type { PolicyDocument, PolicyStatement } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import { validatePolicy } from "../../iam/policy-grammar.ts";
import { notFound, notValid } from "./errors.ts";

/** Source: EventBridge User Guide, "Amazon EventBridge quotas". */
const MAX_POLICY_CHARACTERS = 10_240;

/** @throws {AwsError} `ValidationException` */
export function parseBusPolicy(json: string): PolicyDocument {
  if (json.length > MAX_POLICY_CHARACTERS)
    throw notValid("Policy", `it has more than ${MAX_POLICY_CHARACTERS} characters.`);
  try {
    return validatePolicy(json, "resource");
  } catch (error) {
    throw error instanceof AwsError ? notValid("Policy", error.message) : error;
  }
}

/** The policy with this statement in place of the one of its `Sid`. */
export function withStatement(
  policy: PolicyDocument | undefined,
  statement: PolicyStatement & { readonly Sid: string },
): PolicyDocument {
  const others = (policy?.Statement ?? []).filter(({ Sid }) => Sid !== statement.Sid);
  return { Version: "2012-10-17", Statement: [...others, statement] };
}

/** The policy without a statement; undefined when none is left. @throws {AwsError} `ResourceNotFoundException` */
export function withoutStatement(
  policy: PolicyDocument | undefined,
  sid: string,
): PolicyDocument | undefined {
  const others = (policy?.Statement ?? []).filter(({ Sid }) => Sid !== sid);
  if (others.length === (policy?.Statement ?? []).length)
    throw notFound(`Statement with the provided id does not exist: ${sid}.`);
  return others.length === 0 ? undefined : { Version: "2012-10-17", Statement: others };
}
