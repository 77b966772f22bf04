import { createHash } from "node:crypto";
import { AwsError } from "../../core/errors.ts";
import type { Properties } from "../resource.ts";
import { block, checkProperties, list, oneOf, type Rules, text } from "./property-rules.ts";

const texts = list(text());
const principals = list(block({ identifiers: texts, type: text({ min: 1 }) }, ["identifiers", "type"]));

const RULES: Rules = {
  overridePolicyDocuments: texts,
  policyId: text(),
  sourcePolicyDocuments: texts,
  statements: list(
    block({
      actions: texts,
      conditions: list(
        block({ test: text(), values: texts, variable: text() }, ["test", "values", "variable"]),
      ),
      effect: oneOf("Allow", "Deny"),
      notActions: texts,
      notPrincipals: principals,
      notResources: texts,
      principals,
      resources: texts,
      sid: text(),
    }),
  ),
  version: oneOf("2008-10-17", "2012-10-17"),
};

interface Statement {
  readonly actions?: readonly string[];
  readonly conditions?: readonly { test: string; values: readonly string[]; variable: string }[];
  readonly effect?: string;
  readonly notActions?: readonly string[];
  readonly notPrincipals?: readonly Principals[];
  readonly notResources?: readonly string[];
  readonly principals?: readonly Principals[];
  readonly resources?: readonly string[];
  readonly sid?: string;
}

interface Principals {
  readonly identifiers: readonly string[];
  readonly type: string;
}

type Json = Record<string, unknown>;

/**
 * `aws:iam/getPolicyDocument:getPolicyDocument`: renders statements as the AWS provider does (lists in descending
 * order, one value as itself, `&{…}` for a policy variable), between source documents that statements of the same
 * `Sid` replace and documents that override both.
 */
export function getPolicyDocument(args: Properties): Properties {
  const [failure] = checkProperties(args, RULES);
  if (failure !== undefined)
    throw new AwsError("ValidationException", `getPolicyDocument: ${failure.property} ${failure.reason}`);
  const own: Json = {
    Version: args.version ?? "2012-10-17",
    ...(args.policyId === undefined ? {} : { Id: args.policyId }),
    Statement: ((args.statements ?? []) as readonly Statement[]).map(render),
  };
  const documents = [
    ...documentsOf(args.sourcePolicyDocuments),
    own,
    ...documentsOf(args.overridePolicyDocuments),
  ];
  const merged = documents.reduce(merge);
  const json = JSON.stringify(merged, undefined, 2);
  return {
    ...args,
    version: merged.Version,
    id: createHash("sha256").update(json).digest("hex").slice(0, 10),
    json,
    minifiedJson: JSON.stringify(merged),
  };
}

function documentsOf(value: unknown): Json[] {
  return ((value ?? []) as readonly string[])
    .filter((json) => json !== "")
    .map((json) => {
      try {
        const parsed = JSON.parse(json) as Json;
        const { Statement = [] } = parsed;
        return { ...parsed, Statement: Array.isArray(Statement) ? Statement : [Statement] };
      } catch (error) {
        throw new AwsError(
          "ValidationException",
          `getPolicyDocument: a source document is not JSON: ${(error as Error).message}`,
        );
      }
    });
}

function merge(first: Json, second: Json): Json {
  const statements = [...(first.Statement as Json[])];
  for (const statement of second.Statement as Json[]) {
    const at = statement.Sid ? statements.findIndex(({ Sid }) => Sid === statement.Sid) : -1;
    if (at < 0) statements.push(statement);
    else statements[at] = statement;
  }
  return { ...first, ...second, Statement: statements };
}

function render(statement: Statement): Json {
  const { actions, notActions, resources, notResources } = statement;
  return {
    ...(statement.sid ? { Sid: statement.sid } : {}),
    Effect: statement.effect ?? "Allow",
    ...element("Action", actions),
    ...element("NotAction", notActions),
    ...element("Resource", resources?.map(variables)),
    ...element("NotResource", notResources?.map(variables)),
    ...renderPrincipals("Principal", statement.principals),
    ...renderPrincipals("NotPrincipal", statement.notPrincipals),
    ...renderConditions(statement.conditions),
  };
}

function element(name: string, values: readonly string[] | undefined): Json {
  return values === undefined || values.length === 0 ? {} : { [name]: collapse(values) };
}

function collapse(values: readonly string[]): unknown {
  const sorted = [...new Set(values)].sort().reverse();
  return sorted.length === 1 ? sorted[0] : sorted;
}

function renderPrincipals(name: string, given: readonly Principals[] | undefined): Json {
  if (given === undefined || given.length === 0) return {};
  if (given.some(({ type }) => type === "*")) return { [name]: "*" };
  const byType: Record<string, readonly string[]> = {};
  for (const { type, identifiers } of given)
    byType[type] = [...(byType[type] ?? []), ...identifiers.map(variables)];
  return {
    [name]: Object.fromEntries(
      Object.entries(byType).map(([type, identifiers]) => [type, collapse(identifiers)]),
    ),
  };
}

function renderConditions(given: Statement["conditions"]): Json {
  if (given === undefined || given.length === 0) return {};
  const condition: Record<string, Json> = {};
  for (const { test, variable, values } of given) {
    const rendered = values.map(variables);
    condition[test] = { ...condition[test], [variable]: rendered.length === 1 ? rendered[0] : rendered };
  }
  return { Condition: condition };
}

function variables(value: string): string {
  return value.replaceAll("&{", "$" + "{");
}
