import type { Properties } from "../../lib/properties.ts";
import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless } from "../../lib/verdict.ts";

export const wafBaseline = defineRule({
  id: "waf-baseline",
  severity: "medium",
  service: "waf",
  title: "A firewall has AWS's common rules, a limit of requests, and metrics.",
  why: "An empty web ACL lets everything through and looks like protection.",
  remediation:
    "Add rules with AWSManagedRulesCommonRuleSet and with a rateBasedStatement; set cloudwatchMetricsEnabled.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/waf-controls.html#waf-10",
  anchors: ["fsbp:WAF.10", "fsbp:WAF.12", "checkov:CKV_AWS_175"],
  types: ["aws:wafv2/webAcl:WebAcl"],
  check: ({ props }) => {
    // Rules may also be given as the API's own JSON.
    const statements = [...props.blocks("rules"), ...props.documents("ruleJson")];
    return combine([
      failUnless(
        statements.some((rule) => managedGroup(rule) === "AWSManagedRulesCommonRuleSet"),
        "AWSManagedRulesCommonRuleSet is not among the rules.",
        "common",
      ),
      failUnless(
        statements.some(
          (rule) => rule.has("statement.rateBasedStatement") || rule.has("Statement.RateBasedStatement"),
        ),
        "No rule limits the rate of requests.",
        "rate",
      ),
      failUnless(
        props.boolean("visibilityConfig.cloudwatchMetricsEnabled") === true,
        "cloudwatchMetricsEnabled is not true.",
        "metrics",
      ),
    ]);
  },
});

function managedGroup(rule: Properties): string | undefined {
  return (
    rule.string("statement.managedRuleGroupStatement.name") ??
    rule.string("Statement.ManagedRuleGroupStatement.Name")
  );
}
