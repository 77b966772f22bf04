import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const appsyncWaf = defineRule({
  id: "appsync-waf",
  severity: "medium",
  service: "appsync",
  title: "GraphQL APIs are behind a web application firewall.",
  why: "One query can cost thousands of calls; without a firewall nothing limits who sends how many.",
  remediation: "Add a wafv2.WebAclAssociation with the API's ARN.",
  url: "https://docs.aws.amazon.com/appsync/latest/devguide/WAF-Integration.html",
  anchors: ["checkov:CKV2_AWS_33"],
  types: ["aws:appsync/graphQLApi:GraphQLApi"],
  checkInGraph: (api, graph) => {
    if (!api.props.isUnknown("visibility") && api.props.string("visibility") === "PRIVATE")
      return notApplicable;
    return failUnless(
      graph.referrers(api, "aws:wafv2/webAclAssociation:WebAclAssociation").length > 0,
      `${api.name} has no web application firewall.`,
    );
  },
});
