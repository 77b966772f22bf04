import { type Graph, isSet, type Node } from "./graph.ts";
import { expandAction } from "./iam/actions.ts";
import { isEveryAction } from "./iam/administration.ts";
import { arnParts, arnsIntersect } from "./iam/arns.ts";
import { demanded } from "./iam/conditions.ts";
import { managedPolicy } from "./iam/managed-policies.ts";
import { parsePolicy, type Statement } from "./iam/policy-document.ts";
import { MalformedPolicyError } from "./iam/policy-values.ts";
import { UnknownValueError } from "./verdict.ts";

const POLICY = "aws:iam/policy:Policy";

/** The statements of a resource's own policy, wherever it stands. @throws {UnknownValueError} */
export function statementsOf(
  node: Node,
  graph: Graph,
  separate: { readonly type: string; readonly property: string },
): readonly Statement[] {
  const others = graph
    .referrers(node, separate.type)
    .filter(({ property }) => property === separate.property)
    .map(({ from }) => from);
  return [node, ...others].flatMap((holder) => statementsIn(holder, "policy"));
}

/**
 * Whether a role may call an action on a resource, by its own policies and those attached to it.
 * @throws {UnknownValueError} where only a policy that is not of the stack can say.
 */
export function roleMay(role: Node, action: string, arn: string, graph: Graph): boolean {
  const { statements, isComplete } = statementsOfRole(role, graph);
  const speaksOf = (statement: Statement) =>
    coversAction(statement, action) && coversResource(statement, arn);
  if (statements.some((statement) => isUnconditionalDeny(statement) && speaksOf(statement))) return false;
  if (statements.some((statement) => statement.effect === "Allow" && speaksOf(statement))) return true;
  if (!isComplete) throw new UnknownValueError(`What a policy of ${role.name} allows`);
  return false;
}

interface RoleStatements {
  readonly statements: readonly Statement[];
  /** Whether these are all: a policy may be another stack's, or not known yet. */
  readonly isComplete: boolean;
}

function statementsOfRole(role: Node, graph: Graph): RoleStatements {
  const policies = [...ownPolicies(role, graph), ...attachedPolicies(role, graph)].map((read) => {
    try {
      return read();
    } catch (error) {
      if (error instanceof UnknownValueError) return undefined;
      throw error;
    }
  });
  return {
    statements: policies.flatMap((statements) => statements ?? []),
    isComplete: !policies.includes(undefined),
  };
}

type ReadPolicy = () => readonly Statement[] | undefined;

function ownPolicies(role: Node, graph: Graph): readonly ReadPolicy[] {
  const separate = graph.referrers(role, "aws:iam/rolePolicy:RolePolicy").map(({ from }) => from);
  return [
    () =>
      role.props
        .blocks("inlinePolicies")
        .flatMap((policy) => (policy.has("policy") ? read(policy.get("policy")) : [])),
    ...separate.map((holder) => () => statementsIn(holder, "policy")),
  ];
}

function attachedPolicies(role: Node, graph: Graph): readonly ReadPolicy[] {
  const attachments = graph
    .referrers(
      role,
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      "aws:iam/policyAttachment:PolicyAttachment",
    )
    .map(({ from }) => {
      const [policy] = graph.targets(from, "policyArn", POLICY);
      return policy === undefined
        ? () => managedPolicy(from.props.string("policyArn") ?? "")
        : () => statementsIn(policy, "policy");
    });
  const named = graph.targets(role, "managedPolicyArns", POLICY);
  const isNamed = (arn: string) =>
    named.some(({ props }) => !props.isUnknown("arn") && props.string("arn") === arn);
  return [
    ...attachments,
    ...named.map((policy) => () => statementsIn(policy, "policy")),
    ...managedPolicyArns(role)
      .filter((arn) => !isNamed(arn))
      .map((arn) => () => managedPolicy(arn)),
  ];
}

/** A list that is not known yet counts as one policy that nobody knows. */
function managedPolicyArns({ props }: Node): readonly string[] {
  return props.isUnknown("managedPolicyArns") ? [""] : props.strings("managedPolicyArns");
}

/** What a service asks for on behalf of a resource of the account. */
export interface ServiceCall {
  readonly action: string;
  /** The ARN of what it acts on; where it is left out, statements on whatever resource count. */
  readonly resource?: string | undefined;
  /** The ARN of what it acts for; where it is left out, statements for whatever source count. */
  readonly source?: string | undefined;
}

/** Whether a resource's policy lets a service in. */
export function letsService(
  statements: readonly Statement[],
  service: string,
  { action, resource, source }: ServiceCall,
): boolean {
  const speaksOf = (statement: Statement) =>
    statement.principals.some(
      (principal) =>
        principal.kind === "everyone" ||
        (principal.kind === "service" && isService(principal.value, service)),
    ) &&
    coversAction(statement, action) &&
    (resource === undefined || coversResource(statement, resource));
  return (
    statements.some(
      (statement) =>
        statement.effect === "Allow" &&
        speaksOf(statement) &&
        (source === undefined || fitsSource(statement, source)),
    ) && !statements.some((statement) => isUnconditionalDeny(statement) && speaksOf(statement))
  );
}

/** Whether a resource's policy lets a role in by its name, with no policy of the role's own. */
export function letsRole(statements: readonly Statement[], role: string, action: string): boolean {
  return statements.some(
    (statement) =>
      statement.effect === "Allow" &&
      statement.principals.some((principal) => principal.kind === "account" && principal.value === role) &&
      coversAction(statement, action),
  );
}

/** Whether a resource's policy leaves it to the account's own policies who is let in. */
export function delegatesToAccount(statements: readonly Statement[], action: string): boolean {
  return statements.some(
    (statement) =>
      statement.effect === "Allow" &&
      statement.principals.some((principal) => principal.kind === "account" && principal.root) &&
      coversAction(statement, action),
  );
}

function coversAction({ actions }: Statement, action: string): boolean {
  return actions.some(
    (pattern) => isEveryAction(pattern) || expandAction(pattern).some(({ name }) => name === action),
  );
}

function coversResource({ resources }: Statement, arn: string): boolean {
  return resources.some((pattern) => arnsIntersect(pattern, arn));
}

function fitsSource({ conditions }: Statement, source: string): boolean {
  const arns = demanded(conditions, "aws:SourceArn");
  const accounts = demanded(conditions, "aws:SourceAccount");
  return (
    (arns === undefined || arns.some((arn) => arnsIntersect(arn, source))) &&
    (accounts === undefined || accounts.includes(arnParts(source)[4] ?? ""))
  );
}

function isUnconditionalDeny({ effect, conditions }: Statement): boolean {
  return effect === "Deny" && conditions.length === 0;
}

/** CloudWatch Logs is named with its region: `logs.eu-west-1.amazonaws.com`. */
function isService(principal: string, service: string): boolean {
  const [name = ""] = service.split(".");
  return (
    principal === service || (principal.startsWith(`${name}.`) && /\.amazonaws\.com(\.cn)?$/.test(principal))
  );
}

function statementsIn(holder: Node, property: string): readonly Statement[] {
  if (!isSet(holder, property)) return [];
  if (!holder.props.has(property)) throw new UnknownValueError(`${property} of ${holder.name}`);
  return read(holder.props.get(property));
}

/** What IAM would refuse lets nobody in; `iam-policy-well-formed` reports it. */
function read(document: unknown): readonly Statement[] {
  try {
    return parsePolicy(document).statements;
  } catch (error) {
    if (error instanceof MalformedPolicyError) return [];
    throw error;
  }
}
