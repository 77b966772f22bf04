import type { Policy } from "@pulumi/policy";
import type { Rule } from "./rule.ts";

/** What Pulumi shows of a rule. */
export function metadata(rule: Rule): Omit<Policy, "name"> {
  return {
    displayName: rule.title,
    description: rule.title,
    severity: rule.severity,
    ...framework(rule),
    tags: [`rule:${rule.id}`, `service:${rule.service}`, ...rule.anchors],
    remediationSteps: rule.remediation,
    url: rule.url,
  };
}

/** A policy has one framework at most; a rule's other counterparts are in its tags. */
function framework({ anchors }: Rule): Pick<Policy, "framework"> {
  const control = anchors.find((anchor) => anchor.startsWith("fsbp:"))?.slice("fsbp:".length);
  if (control === undefined) return {};
  return {
    framework: {
      name: "AWS Foundational Security Best Practices",
      version: "1.0.0",
      reference: control,
      specification: "https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html",
    },
  };
}
