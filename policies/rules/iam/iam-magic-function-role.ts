import type { Node } from "../../lib/graph.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const iamMagicFunctionRole = defineRule({
  id: "iam-magic-function-role",
  severity: "high",
  service: "iam",
  title: "A CallbackFunction is given a role.",
  why: "Without one, Pulumi attaches nine of AWS's policies: full access to Lambda, S3, DynamoDB, SQS and more.",
  remediation:
    "Give the aws.lambda.CallbackFunction a role of what its code needs, or use aws.lambda.Function.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
  anchors: [],
  types: ["aws:lambda/function:Function"],
  checkInGraph: (node, graph) => {
    const policies = graph
      .ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
      .filter((attachment) => isMadeFor(node, attachment))
      .map(({ props }) => (props.string("policyArn") ?? "").replace(/^.*\//, ""));
    return failUnless(
      policies.length === 0,
      `Pulumi made the role of ${node.name}, with ${policies.join(", ")}.`,
    );
  },
});

/** Pulumi names them after the function and a hash of what they attach. */
function isMadeFor({ name }: Node, attachment: Node): boolean {
  return (
    attachment.name.startsWith(`${name}-`) && /^[0-9a-f]{8}$/.test(attachment.name.slice(name.length + 1))
  );
}
