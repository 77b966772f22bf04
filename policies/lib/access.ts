import { type Graph, isSet, type Node } from "./graph.ts";
import { expandAction } from "./iam/actions.ts";
import { arnsIntersect } from "./iam/arns.ts";
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

/** What a role may do, by its own policies and those attached to it. @throws {UnknownValueError} for what is not of the stack. */
export function statementsOfRole(role: Node, graph: Graph): readonly Statement[] {
  const own = graph.referrers(role, "aws:iam/rolePolicy:RolePolicy").map(({ from }) => from);
  const attachments = graph
    .referrers(role, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    .map(({ from }) => from);
  const attached = attachments.map((attachment) => {
    const [policy] = graph.targets(attachment, "policyArn", POLICY);
    if (policy === undefined) throw new UnknownValueError("A policy of another stack");
    return policy;
  });
  if (role.props.has("managedPolicyArns")) {
    const named = graph.targets(role, "managedPolicyArns", POLICY);
    if (named.length < role.props.strings("managedPolicyArns").length)
      throw new UnknownValueError("A policy of another stack");
    attached.push(...named);
  }
  const inline = role.props
    .blocks("inlinePolicies")
    .flatMap((policy) => (policy.has("policy") ? read(policy.get("policy")) : []));
  return [...inline, ...[...own, ...attached].flatMap((holder) => statementsIn(holder, "policy"))];
}

export function allowsAction(statement: Statement, action: string, arn: string): boolean {
  if (statement.effect !== "Allow") return false;
  const actions = statement.actions.some(
    (pattern) => pattern === "*" || expandAction(pattern).some(({ name }) => name === action),
  );
  return actions && statement.resources.some((pattern) => arnsIntersect(pattern, arn));
}

/** Whether a resource's policy lets a service call an action, for whatever source. */
export function letsService(statements: readonly Statement[], service: string, action: string): boolean {
  return statements.some(
    (statement) =>
      statement.effect === "Allow" &&
      statement.principals.some(
        (principal) =>
          principal.kind === "everyone" ||
          (principal.kind === "service" && isService(principal.value, service)),
      ) &&
      statement.actions.some(
        (pattern) => pattern === "*" || expandAction(pattern).some(({ name }) => name === action),
      ),
  );
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
