import { type Policy, policy, type Statement, textOf } from "./policy.ts";

/** Source: IAM User Guide, "IAM and AWS STS quotas". */
export const MAX_POLICY_SIZE = 6_144;
export const MAX_POLICIES = 10;

/**
 * Spreads statements over as few managed policies as their order allows. One that doesn't fit into any is spread over
 * several itself. @throws {Error} for more than a role can have
 */
export function split(statements: readonly Statement[]): readonly Policy[] {
  const policies: Statement[][] = [];
  for (const statement of statements.flatMap(fitting)) {
    const room = policies.find((others) => fits([...others, statement]));
    if (room === undefined) policies.push([statement]);
    else room.push(statement);
  }
  if (policies.length > MAX_POLICIES)
    throw new Error(
      `The role would need ${policies.length} managed policies, and can have ${MAX_POLICIES}: merge scopes of ci/bootstrap/lives.`,
    );
  return policies.map(policy);
}

/** The statement, by halves of its actions where it is too long. */
function fitting(statement: Statement): readonly Statement[] {
  if (fits([statement])) return [statement];
  const half = Math.ceil(statement.Action.length / 2);
  if (half === statement.Action.length)
    throw new Error(
      `The statement ${statement.Sid} is longer than a policy's ${MAX_POLICY_SIZE} characters.`,
    );
  const parts = [statement.Action.slice(0, half), statement.Action.slice(half)];
  return parts.flatMap((Action, index) =>
    fitting({ ...statement, Sid: `${statement.Sid}${index + 1}`, Action }),
  );
}

function fits(statements: readonly Statement[]): boolean {
  return textOf(policy(statements)).length <= MAX_POLICY_SIZE;
}
