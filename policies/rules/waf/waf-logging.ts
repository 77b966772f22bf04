import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const wafLogging = defineRule({
  id: "waf-logging",
  severity: "medium",
  service: "waf",
  title: "A firewall logs what it blocks and lets through.",
  why: "Without the log nobody can tell an attack from customers who were shut out.",
  remediation: "Create an aws.wafv2.WebAclLoggingConfiguration with the web ACL's ARN as resourceArn.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/waf-controls.html#waf-11",
  anchors: ["securityhub:WAF.11", "cdk-nag:HIPAA.Security-WAFv2LoggingEnabled", "checkov:CKV2_AWS_31"],
  types: ["aws:wafv2/webAcl:WebAcl"],
  checkInGraph: (node, graph) =>
    failUnless(
      graph.referrers(node, "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration").length > 0,
      `${node.name} logs nothing.`,
    ),
});
