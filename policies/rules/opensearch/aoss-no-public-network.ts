import { defineRule } from "../../lib/rule.ts";
import { each, failUnless, notApplicable } from "../../lib/verdict.ts";

export const aossNoPublicNetwork = defineRule({
  id: "aoss-no-public-network",
  severity: "critical",
  service: "opensearch",
  title: "Collections are reached from a VPC, not from the internet.",
  why: "One access policy too wide, and the whole internet searches the orders.",
  remediation: "Set AllowFromPublic to false and SourceVPCEs, or SourceServices for AWS's own.",
  url: "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-network.html",
  anchors: [],
  types: ["aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy"],
  check: ({ props }) => {
    if (props.string("type") !== "network") return notApplicable;
    return each(props.documents("policy"), (policy) =>
      failUnless(policy.boolean("AllowFromPublic") !== true, "AllowFromPublic is true."),
    );
  },
});
