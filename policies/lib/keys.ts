import { delegatesToAccount, letsRole, letsService, roleMay, statementsOf } from "./access.ts";
import { type Graph, isSet, type Node } from "./graph.ts";
import type { Statement } from "./iam/policy-document.ts";
import { fail, failUnless, notApplicable, undetermined, type Verdict } from "./verdict.ts";

const KEY = "aws:kms/key:Key";
const ALIAS = "aws:kms/alias:Alias";

/**
 * Whether a service can use the key that a resource is encrypted with. Nobody but the account's own identities can
 * use one of AWS's own keys, such as `alias/aws/sns`.
 */
export function keyLets(
  node: Node,
  property: string,
  service: string,
  actions: readonly string[],
  graph: Graph,
): Verdict {
  return withKey(node, property, graph, service, (key, statements) => {
    const missing = actions.filter((action) => !letsService(statements, service, { action }));
    return failUnless(
      missing.length === 0,
      `The policy of the key ${key.name} of ${node.name} does not let ${service} call ${missing.join(" and ")}.`,
      service,
    );
  });
}

/** Whether a role can use the key that a resource is encrypted with, by the key's policy or its own. */
export function keyLetsRole(
  node: Node,
  property: string,
  role: Node,
  actions: readonly string[],
  graph: Graph,
): Verdict {
  return withKey(node, property, graph, undefined, (key, statements) => {
    const arn = key.props.string("arn");
    const roleArn = role.props.string("arn");
    if (arn === undefined || roleArn === undefined) return undetermined;
    const isDelegated = (action: string) => !hasPolicy(key, graph) || delegatesToAccount(statements, action);
    const missing = actions.filter(
      (action) =>
        !letsRole(statements, roleArn, action) && !(isDelegated(action) && roleMay(role, action, arn, graph)),
    );
    return failUnless(
      missing.length === 0,
      `The role ${role.name} may not call ${missing.join(" and ")} with the key ${key.name} of ${node.name}.`,
      role.name,
    );
  });
}

const KEY_POLICY = { type: "aws:kms/keyPolicy:KeyPolicy", property: "keyId" };

/** KMS's own policy, without one of the key's, leaves all to the account's. */
function hasPolicy(key: Node, graph: Graph): boolean {
  return isSet(key, "policy") || graph.referrers(key, KEY_POLICY.type).length > 0;
}

function withKey(
  node: Node,
  property: string,
  graph: Graph,
  service: string | undefined,
  judge: (key: Node, statements: readonly Statement[]) => Verdict,
): Verdict {
  if (!isSet(node, property)) return notApplicable;
  const [key] = graph
    .targets(node, property, KEY, ALIAS)
    .flatMap((target) => (target.type === ALIAS ? graph.targets(target, "targetKeyId", KEY) : [target]));
  if (key !== undefined) return judge(key, statementsOf(key, graph, KEY_POLICY));
  if (node.props.isUnknown(property) || !node.props.has(property)) return undetermined;
  const given = node.props.string(property) ?? "";
  return service !== undefined && /\balias\/aws\//.test(given)
    ? fail(`${node.name} is encrypted with ${given}, which ${service} can't use.`, service)
    : notApplicable;
}

/** Sending to an encrypted queue or topic takes both. */
export const SENDING = ["kms:GenerateDataKey", "kms:Decrypt"];
