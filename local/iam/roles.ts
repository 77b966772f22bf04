import type { PolicyDocument } from "../core/access.ts";
import type { Statement, StatementSet } from "./statements.ts";

interface InlinePolicy {
  /** The JSON text as it was given. */
  readonly text: string;
  readonly size: number;
  readonly statements: readonly Statement[];
}

export interface Role {
  readonly arn: string;
  /** `AROA…`: a role made anew under the same name has another. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly maxSessionDuration: number;
  /** The ARN of a managed policy. */
  readonly permissionsBoundary: string | undefined;
  readonly trustPolicy: PolicyDocument;
  /** The JSON text as it was given. */
  readonly trustPolicyText: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A role with what hangs on it. */
export interface RoleEntry {
  role: Role;
  readonly inline: Map<string, InlinePolicy>;
  /** ARNs of managed policies. */
  readonly attached: Set<string>;
  /** Inline and attached policies together, compiled; undefined after a change. */
  identity: StatementSet | undefined;
  boundary: StatementSet | undefined;
}

export interface RoleInput {
  readonly name: string;
  readonly assumeRolePolicy: string;
  readonly path?: string;
  readonly description?: string;
  readonly maxSessionDuration?: number;
  readonly permissionsBoundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What can change about a role in place. `null` takes the permissions boundary away. */
export interface RoleChange {
  readonly assumeRolePolicy?: string;
  readonly description?: string;
  readonly maxSessionDuration?: number;
  readonly permissionsBoundary?: string | null;
  readonly tags?: Readonly<Record<string, string>>;
}
