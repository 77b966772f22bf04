import type { PolicyStatement } from "../core/access.ts";
import type { DenialReason } from "./decision.ts";
import { ArnPattern, Pattern } from "./pattern.ts";
import type { Statement, StatementRef } from "./statements.ts";
import { MORE, type UsageEntry } from "./usage.ts";

/** One action on one resource that a statement allows, both as they are written. */
export interface Grant extends StatementRef {
  readonly action: string;
  readonly resource: string;
}

export interface UnusedGrant extends Grant {
  /** Set for an action with a wildcard that was used in part: what of it was. The rest is unused. */
  readonly beyond?: readonly string[];
}

export interface Use {
  readonly action: string;
  readonly resource: string;
  readonly count: number;
  readonly by: StatementRef;
}

export interface Denial {
  readonly action: string;
  readonly resource: string;
  readonly count: number;
  readonly reason: DenialReason;
  /** The statement that forbids it. */
  readonly deniedBy?: StatementRef;
  /** The statement that would let it through where nothing forbids it. */
  readonly missing?: PolicyStatement;
}

/** What one role was granted, and what came of it. */
export interface RoleReport {
  readonly role: string;
  readonly used: readonly Use[];
  readonly unused: readonly UnusedGrant[];
  readonly denied: readonly Denial[];
}

/** Least privilege both ways: what a role has and never used, and what it wanted and does not have. */
export function reportRole(
  role: string,
  statements: readonly Statement[],
  usage: readonly UsageEntry[],
): RoleReport {
  const used = usage.flatMap(({ action, resource, count, by, denied }) =>
    denied === undefined && by !== undefined ? [{ action, resource, count, by }] : [],
  );
  return {
    role,
    used,
    unused: statements.flatMap((statement) => unusedOf(statement, used)),
    denied: usage.flatMap(denialOf),
  };
}

function unusedOf(statement: Statement, used: readonly Use[]): UnusedGrant[] {
  if (statement.effect === "Deny") return [];
  const { ref } = statement;
  const own = used.filter(({ by }) => by.policy === ref.policy && by.statement === ref.statement);
  return statement.actions.flatMap((action) => {
    const ofAction = own.filter(actionFilter(action));
    return statement.resources.flatMap((resource): UnusedGrant[] => {
      const actions = new Set(ofAction.filter(resourceFilter(resource)).map((use) => use.action));
      if (actions.size === 0) return [{ ...ref, action, resource }];
      return hasWildcard(action) ? [{ ...ref, action, resource, beyond: [...actions].sort() }] : [];
    });
  });
}

const noVariables = () => undefined;

function actionFilter(action: string): (use: Use) => boolean {
  const pattern = Pattern.parse(action, { wildcards: true, variables: false }, true);
  return (use) => pattern.matches(use.action, noVariables);
}

/** A policy variable stands for whatever it stood for. */
function resourceFilter(resource: string): (use: Use) => boolean {
  const text = resource.replaceAll(/\$\{[^}]*\}/g, "*");
  const pattern = new ArnPattern(text, { wildcards: true, variables: false });
  return (use) => (use.resource === MORE ? hasWildcard(text) : pattern.matches(use.resource, noVariables));
}

function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

function denialOf({ action, resource, count, by, denied: reason }: UsageEntry): Denial[] {
  if (reason === undefined) return [];
  const missing: PolicyStatement = { Effect: "Allow", Action: [action], Resource: [resource] };
  const remedy = by === undefined ? { missing } : { deniedBy: by };
  return [{ action, resource, count, reason, ...remedy }];
}
