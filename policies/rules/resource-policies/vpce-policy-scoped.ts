import { restrictCaller } from "../../lib/iam/conditions.ts";
import type { Statement } from "../../lib/iam/policy-document.ts";
import { eachAllow } from "../../lib/iam/policy-sources.ts";
import { defineRule, type PolicyResource } from "../../lib/rule.ts";
import { fail, failUnless, notApplicable } from "../../lib/verdict.ts";

export const vpcePolicyScoped = defineRule({
  id: "vpce-policy-scoped",
  severity: "medium",
  service: "resource-policies",
  title: "A VPC's endpoints for S3 and DynamoDB say what may be reached through them.",
  why: "Through an open endpoint, whoever is in the network can copy data into a bucket of their own account.",
  remediation:
    "Give the endpoint a policy that names the buckets or tables, or demands aws:ResourceAccount or aws:PrincipalOrgID.",
  url: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
  anchors: [],
  types: ["aws:ec2/vpcEndpoint:VpcEndpoint", "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy"],
  check: (resource) => {
    if (!isDataGateway(resource)) return notApplicable;
    if (!resource.props.has("policy")) return fail("The endpoint has no policy, which allows everything.");
    return eachAllow(resource, ["endpoint"], (statement) =>
      failUnless(isScoped(statement), `Statement ${statement.label} allows everything.`, statement.label),
    );
  },
});

/** A policy beside its endpoint does not say which service that is for. */
function isDataGateway({ type, props }: PolicyResource): boolean {
  return (
    type === "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy" ||
    /\.(s3|dynamodb)$/.test(props.string("serviceName") ?? "")
  );
}

function isScoped({ resources, conditions }: Statement): boolean {
  const namesOwner = conditions.some(({ key }) => /^aws:resource(account|orgid|orgpaths)$/i.test(key));
  return !resources.includes("*") || namesOwner || restrictCaller(conditions);
}
