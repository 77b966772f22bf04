import * as pulumi from "@pulumi/pulumi";
import { unscopableReason } from "./unscopable.ts";

/** One IAM statement. `Text` is `string` once all outputs are known. */
export interface Statement<Text = pulumi.Input<string>> {
  /** Letters and digits, named for what is accessed. Statements with the same id are merged. */
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  /** Only in resource policies. */
  readonly Principal?: "*" | Readonly<Record<string, Text | readonly Text[]>>;
  readonly Action: readonly string[];
  readonly Resource: readonly Text[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Text | readonly Text[]>>>>;
}

/**
 * Joins statements of one id into one, with every action and resource once and sorted, and sorts them by id:
 * the same grants in any order give the same document. Statements that differ in nothing but their actions are one too,
 * under the first id: two queues under one key need it once, and nothing is granted twice.
 *
 * @throws {Error} when two statements share an id and differ in more than their actions.
 */
export function mergeStatements(statements: readonly Statement<string>[]): Statement<string>[] {
  const merged = new Map<string, Statement<string>>();
  for (const statement of statements) {
    const known = merged.get(statement.Sid);
    if (known !== undefined && scopeOf(known) !== scopeOf(statement)) {
      throw new Error(`Two different statements have the Sid '${statement.Sid}': give each access its own.`);
    }
    merged.set(statement.Sid, normalized(statement, known?.Action ?? []));
  }
  const sorted = [...merged.values()].sort((a, b) => (a.Sid < b.Sid ? -1 : 1));
  return [...Map.groupBy(sorted, scopeOf).values()].map(joined);
}

/** The policy of a role, as JSON. @throws {Error} for a starred action, or a starred resource that could be narrowed. */
export function identityPolicy(statements: readonly Statement[]): pulumi.Output<string> {
  return render(statements, assertLeastPrivilege);
}

/** The policy of a resource, as JSON. In it `*` as resource means the resource itself. */
export function resourcePolicy(statements: readonly Statement[]): pulumi.Output<string> {
  return render(statements, () => {});
}

/** @throws {Error} for a starred action, or a starred resource where AWS could narrow the action. */
export function assertLeastPrivilege(statement: Statement<string>): void {
  for (const action of statement.Action) {
    if (action.includes("*")) {
      throw new Error(`Statement '${statement.Sid}' allows '${action}': name each action.`);
    }
    if (statement.Resource.includes("*") && unscopableReason(action) === undefined) {
      throw new Error(
        `Statement '${statement.Sid}' allows '${action}' on every resource: name the resource's ARN, or declare the action in core/unscopable.ts with the reason.`,
      );
    }
  }
}

function render(
  statements: readonly Statement[],
  assert: (statement: Statement<string>) => void,
): pulumi.Output<string> {
  const known: pulumi.Output<unknown> = pulumi.output(statements);
  return known.apply((resolved) => {
    const merged = mergeStatements(resolved as Statement<string>[]);
    merged.forEach(assert);
    return JSON.stringify({ Version: "2012-10-17", Statement: merged });
  });
}

function scopeOf({ Effect, Principal, Resource, Condition }: Statement<string>): string {
  return JSON.stringify([Effect, Principal, [...Resource].sort(), Condition]);
}

function joined(alike: readonly Statement<string>[]): Statement<string> {
  return alike.reduce((first, other) => normalized(first, other.Action));
}

function normalized(statement: Statement<string>, actions: readonly string[]): Statement<string> {
  const { Sid, Effect, Principal, Action, Resource, Condition } = statement;
  return {
    Sid,
    Effect,
    ...(Principal !== undefined && { Principal }),
    Action: [...new Set([...actions, ...Action])].sort(),
    Resource: [...new Set(Resource)].sort(),
    ...(Condition !== undefined && { Condition }),
  };
}
