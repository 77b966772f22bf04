import type { Account } from "../../../core/account.ts";
import { contextKeysOf } from "../../../iam/context-keys.ts";
import type { Iam } from "../../../iam/iam.ts";
import { type PolicyKind, validatePolicy } from "../../../iam/policy-grammar.ts";
import type { RoleEntry } from "../../../iam/roles.ts";
import { statementPositions } from "../../../iam/statement-positions.ts";
import { compilePolicy, type Statement, StatementSet } from "../../../iam/statements.ts";

/** One statement of a policy that takes part in a simulation. */
export interface SimulatedStatement {
  readonly statement: Statement;
  /** The same without its conditions: whether it is about an action and a resource at all. */
  readonly unconditional: Statement;
  readonly contextKeys: readonly string[];
  /** As `MatchedStatements` shows it. */
  readonly shown: object;
}

/** Policies of one kind that take part in a simulation. */
export class PolicySource {
  readonly statements: readonly SimulatedStatement[];
  readonly set: StatementSet;

  constructor(statements: readonly SimulatedStatement[]) {
    this.statements = statements;
    this.set = new StatementSet(statements.map(({ statement }) => statement));
  }
}

/** The statements of a policy's text. @throws {AwsError} `MalformedPolicyDocument` */
export function readPolicy(
  text: string,
  id: string,
  kind: Exclude<PolicyKind, "trust">,
  account: Account,
): readonly SimulatedStatement[] {
  const document = validatePolicy(text, kind);
  const compiled = compilePolicy(document, id, account);
  const unconditional = compilePolicy(
    { ...document, Statement: document.Statement.map(({ Condition: _, ...statement }) => statement) },
    id,
    account,
  );
  const positions = statementPositions(text);
  return document.Statement.map((statement, index) => ({
    statement: compiled[index] as Statement,
    unconditional: unconditional[index] as Statement,
    contextKeys: contextKeysOf(statement, document.Version),
    shown: {
      SourcePolicyId: id,
      SourcePolicyType: kind === "identity" ? "IAM Policy" : "Resource Policy",
      StartPosition: positions[index]?.start,
      EndPosition: positions[index]?.end,
    },
  }));
}

/** All policies of a role, under the names that the simulator has for them. */
export function policiesOfRole(
  { role, inline, attached }: RoleEntry,
  { policies }: Iam,
): readonly { readonly id: string; readonly text: string }[] {
  return [
    ...[...inline].map(([name, { text }]) => ({ id: `role_${role.name}_${name}`, text })),
    ...[...attached].map((arn) => ({ id: policies.get(arn).name, text: policies.get(arn).text })),
  ];
}
