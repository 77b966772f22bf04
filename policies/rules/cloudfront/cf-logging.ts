import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const cfLogging = defineRule({
  id: "cf-logging",
  severity: "medium",
  service: "cloudfront",
  title: "A distribution logs its requests.",
  why: "An attack or an error at the edge leaves no trace anywhere else.",
  remediation: "Set loggingConfig, or create an aws.cloudwatch.LogDeliverySource and a LogDelivery for it.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-5",
  anchors: ["fsbp:CloudFront.5", "cdk-nag:AwsSolutions-CFR3", "checkov:CKV_AWS_86", "trivy:AWS-0010"],
  types: ["aws:cloudfront/distribution:Distribution"],
  checkInGraph: (node, graph) => {
    const sources = graph.referrers(node, "aws:cloudwatch/logDeliverySource:LogDeliverySource");
    return failUnless(
      node.props.has("loggingConfig") || sources.length > 0,
      `${node.name} does not log its requests.`,
    );
  },
});
