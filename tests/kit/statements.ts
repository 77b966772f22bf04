import type { PolicyDocument, PolicyStatement } from "../../local/core/access.ts";
import type { Platform } from "../../local/platform.ts";
import { RolePolicy } from "./roles.ts";

/** Takes actions from a role, on any resource. Returns what gives them back. @throws {Error} when it never had one of them */
export function takeFromRole(
  platform: Platform,
  roleName: string,
  ...actions: readonly string[]
): () => void {
  const role = new RolePolicy(platform, roleName);
  const original = role.read();
  for (const action of actions)
    if (!original.Statement.some((statement) => actionsOf(statement).includes(action)))
      throw new Error(`${roleName} never had ${action}.`);
  const Statement = original.Statement.map((statement) => ({
    ...statement,
    Action: actionsOf(statement).filter((action) => !actions.includes(action)),
  })).filter(({ Action }) => Action.length > 0);
  role.put({ ...original, Statement } satisfies PolicyDocument);
  return () => role.put(original);
}

/** A resource's policy without the statements that let a service in. @throws {Error} when there are none */
export function withoutService(policy: string, service: string): string {
  const { Statement, ...rest }: PolicyDocument = JSON.parse(policy);
  const others = Statement.filter(({ Principal }) => !JSON.stringify(Principal).includes(service));
  if (others.length === Statement.length) throw new Error(`The policy never let ${service} in: ${policy}`);
  return JSON.stringify({ ...rest, Statement: others });
}

function actionsOf({ Action = [] }: PolicyStatement): readonly string[] {
  return [Action].flat();
}
