import { letsService, statementsOf } from "./access.ts";
import { type Graph, isSet, type Node } from "./graph.ts";
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
  if (!isSet(node, property)) return notApplicable;
  const keys = graph
    .targets(node, property, KEY, ALIAS)
    .flatMap((target) => (target.type === ALIAS ? graph.targets(target, "targetKeyId", KEY) : [target]));
  const [key] = keys;
  if (key === undefined) {
    if (node.props.isUnknown(property) || !node.props.has(property)) return undetermined;
    const given = node.props.string(property) ?? "";
    return /\balias\/aws\//.test(given)
      ? fail(`${node.name} is encrypted with ${given}, which ${service} can't use.`, service)
      : notApplicable;
  }
  const statements = statementsOf(key, graph, { type: "aws:kms/keyPolicy:KeyPolicy", property: "keyId" });
  const missing = actions.filter((action) => !letsService(statements, service, action));
  return failUnless(
    missing.length === 0,
    `The policy of the key ${key.name} of ${node.name} does not let ${service} call ${missing.join(" and ")}.`,
    service,
  );
}

/** Sending to an encrypted queue or topic takes both. */
export const SENDING = ["kms:GenerateDataKey", "kms:Decrypt"];
