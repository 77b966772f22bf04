import type { Graph, Node } from "../../lib/graph.ts";
import { defineRule } from "../../lib/rule.ts";
import { combine, failEach } from "../../lib/verdict.ts";

export const iamRolePolicyConflict = defineRule({
  id: "iam-role-policy-conflict",
  severity: "medium",
  service: "iam",
  title: "A role's policies are listed in one place: in the role, or in resources beside it.",
  why: "Both managedPolicyArns and inlinePolicies are complete lists: each deployment removes what other resources added.",
  remediation: "Drop managedPolicyArns and inlinePolicies, and use RolePolicyAttachment and RolePolicy.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html",
  anchors: [],
  types: ["aws:iam/role:Role"],
  checkInGraph: (node, graph) =>
    combine([
      failEach(attachedBeside(node, graph), (arn) => ({
        message: `managedPolicyArns is a complete list without ${arn}, which is attached beside it.`,
        id: arn,
      })),
      failEach(writtenBeside(node, graph), (name) => ({
        message: `inlinePolicies is a complete list without ${name}, which is written beside it.`,
        id: name,
      })),
    ]),
});

/** A role read back from AWS lists what is attached to it, by whomever; those are no conflict. */
function attachedBeside(role: Node, graph: Graph): string[] {
  const listed = role.props.strings("managedPolicyArns");
  if (listed.length === 0) return [];
  return graph
    .referrers(role, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    .map(({ from }) => from.props.string("policyArn") ?? "")
    .filter((arn) => !listed.includes(arn));
}

function writtenBeside(role: Node, graph: Graph): string[] {
  const listed = role.props.blocks("inlinePolicies").map((policy) => policy.string("name"));
  if (listed.length === 0) return [];
  return graph
    .referrers(role, "aws:iam/rolePolicy:RolePolicy")
    .map(({ from }) => from.props.string("name") ?? from.name)
    .filter((name) => !listed.includes(name));
}
