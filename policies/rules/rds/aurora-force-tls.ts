import type { Node } from "../../lib/graph.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable, UnknownValueError } from "../../lib/verdict.ts";

const GROUPS = ["aws:rds/clusterParameterGroup:ClusterParameterGroup"];

export const auroraForceTls = defineRule({
  id: "aurora-force-tls",
  severity: "medium",
  service: "rds",
  title: "A cluster refuses connections without TLS.",
  why: "Queries and their results, customers' addresses among them, cross the network as they are.",
  remediation:
    "Give the cluster a ClusterParameterGroup with rds.force_ssl = 1, or for MySQL require_secure_transport = ON.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html",
  anchors: [],
  types: ["aws:rds/cluster:Cluster"],
  checkInGraph: (node, graph) => {
    const isNamed = node.props.has("dbClusterParameterGroupName");
    const groups = graph.targets(node, "dbClusterParameterGroupName", ...GROUPS);
    if (isNamed && groups.length === 0 && !isAwsOwn(node)) return notApplicable;
    return failUnless(groups.some(forcesTls), `The parameter group of ${node.name} does not force TLS.`);
  },
});

/** AWS's own groups, such as default.aurora-postgresql16, leave it to the client. */
function isAwsOwn({ props }: Node): boolean {
  return props.string("dbClusterParameterGroupName")?.startsWith("default.") === true;
}

function forcesTls({ props }: Node): boolean {
  if (!props.has("parameters")) throw new UnknownValueError("parameters");
  return props
    .blocks("parameters")
    .some(
      (parameter) =>
        ["rds.force_ssl", "require_secure_transport"].includes(parameter.string("name") ?? "") &&
        /^(1|on|true)$/i.test(parameter.string("value") ?? ""),
    );
}
