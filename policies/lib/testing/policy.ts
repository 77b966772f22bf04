type Element = string | readonly string[];

/** The JSON text of a policy document of these statements. */
export function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export function allow(Action: Element, Resource: Element, Condition?: object): object {
  return { Sid: "Access", Effect: "Allow", Action, Resource, ...(Condition !== undefined && { Condition }) };
}

/** A statement of a resource's policy, or without a resource one of a role's trust policy. */
export function allowFor(
  Principal: unknown,
  Action: Element,
  Resource?: Element,
  Condition?: object,
): object {
  return {
    Sid: "Access",
    Effect: "Allow",
    Principal,
    Action,
    ...(Resource !== undefined && { Resource }),
    ...(Condition !== undefined && { Condition }),
  };
}

export function deny(statement: object): object {
  return { ...statement, Sid: "Denied", Effect: "Deny" };
}

export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";

/** The arguments of a role's policy of these statements. */
export function rolePolicy(...statements: readonly object[]): Record<string, unknown> {
  return { role: "orders-create", policy: policy(...statements) };
}
