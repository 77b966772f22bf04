import type { PolicyDocument, PolicyStatement, PolicyValue, Principal } from "../core/access.ts";
import type { Account } from "../core/account.ts";
import { AwsError } from "../core/errors.ts";
import { type ConditionTest, compileConditions } from "./conditions.ts";
import { ArnPattern, type Lookup, Pattern } from "./pattern.ts";
import { compileNotPrincipal, compilePrincipal, type PrincipalMatch } from "./principals.ts";

/** Where a statement stands, for reports. */
export interface StatementRef {
  /** The policy's name, or ARN if it is a managed one; `resource policy` for one attached to a resource. */
  readonly policy: string;
  /** Its `Sid`, or its position from 0 where it has none. */
  readonly statement: string;
}

export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly ref: StatementRef;
  /** What it speaks of, as it is written; empty for a statement of everything but something. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  matchesAction(action: string): boolean;
  /** `direct` for statements of identity policies. */
  matchesPrincipal(principal: Principal): PrincipalMatch;
  /** Resource and conditions. */
  applies(resource: string, lookup: Lookup): boolean;
}

/** Statements, looked up by action. Compiled once, it answers for as long as the policies stay as they are. */
export class StatementSet {
  readonly all: readonly Statement[];
  readonly #byAction = new Map<string, readonly Statement[]>();

  constructor(statements: readonly Statement[]) {
    this.all = statements;
  }

  for(action: string): readonly Statement[] {
    let found = this.#byAction.get(action);
    if (found === undefined) {
      found = this.all.filter((statement) => statement.matchesAction(action));
      this.#byAction.set(action, found);
    }
    return found;
  }
}

/** @throws {AwsError} `MalformedPolicyDocument` for a condition operator that IAM does not have. */
export function compilePolicy(document: PolicyDocument, policy: string, account: Account): Statement[] {
  const variables = document.Version === "2012-10-17";
  try {
    return document.Statement.map((statement, index) => ({
      effect: statement.Effect,
      ref: { policy, statement: statement.Sid ?? String(index) },
      actions: list(statement.Action),
      resources: list(statement.Resource),
      matchesAction: actionTest(statement),
      matchesPrincipal: principalTest(statement, account),
      applies: scopeTest(statement, variables),
    }));
  } catch (error) {
    throw new AwsError("MalformedPolicyDocument", `Policy ${policy}: ${(error as Error).message}`);
  }
}

const noVariables: Lookup = () => undefined;

function actionTest(statement: PolicyStatement): Statement["matchesAction"] {
  const patterns = list(statement.Action ?? statement.NotAction).map((action) =>
    Pattern.parse(action, { wildcards: true, variables: false }, true),
  );
  const negated = statement.NotAction !== undefined;
  return (action) => patterns.some((pattern) => pattern.matches(action, noVariables)) !== negated;
}

function principalTest(statement: PolicyStatement, account: Account): Statement["matchesPrincipal"] {
  if (statement.Principal !== undefined) return compilePrincipal(statement.Principal, account);
  if (statement.NotPrincipal !== undefined) return compileNotPrincipal(statement.NotPrincipal, account);
  return () => "direct";
}

function scopeTest(statement: PolicyStatement, variables: boolean): Statement["applies"] {
  const resources = resourceTest(statement, variables);
  if (statement.Condition === undefined) return resources;
  const conditions: ConditionTest = compileConditions(statement.Condition, variables);
  return (resource, lookup) => resources(resource, lookup) && conditions(lookup);
}

/** A trust policy has no resource: it speaks of its role. */
function resourceTest(statement: PolicyStatement, variables: boolean): Statement["applies"] {
  if (statement.Resource === undefined && statement.NotResource === undefined) return () => true;
  const patterns = list(statement.Resource ?? statement.NotResource).map(
    (resource) => new ArnPattern(resource, { wildcards: true, variables }),
  );
  const negated = statement.NotResource !== undefined;
  return (resource, lookup) => patterns.some((pattern) => pattern.matches(resource, lookup)) !== negated;
}

function list(value: PolicyValue | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
