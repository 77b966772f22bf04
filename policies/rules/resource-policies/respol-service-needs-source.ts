import { restrictSource } from "../../lib/iam/conditions.ts";
import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { services } from "../../lib/iam/principals.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach, pass } from "../../lib/verdict.ts";

export const respolServiceNeedsSource = defineRule({
  id: "respol-service-needs-source",
  severity: "high",
  service: "resource-policies",
  title: "A service is let in for one's own resources only.",
  why: "SNS, S3 or EventBridge acts for all its customers: anyone's topic or rule could write into the queue.",
  remediation: "Demand aws:SourceArn, aws:SourceAccount or aws:SourceOrgID by a condition.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  anchors: [],
  types: typesWithPolicies("resource"),
  check: (resource) =>
    eachAllow(resource, ["resource"], ({ label, principals, conditions }) =>
      restrictSource(conditions)
        ? pass
        : failEach(
            services(principals).filter((service) => !isConditionless(resource.type, service)),
            (service) => ({
              message: `Statement ${label} lets ${service} in on anybody's behalf.`,
              id: `${service}@${label}`,
            }),
          ),
    ),
});

/** "You can't use Condition blocks in Amazon SNS topic policies for EventBridge" (EventBridge User Guide, "Amazon SNS permissions"). */
function isConditionless(type: string, service: string): boolean {
  return type.startsWith("aws:sns/") && service === "events.amazonaws.com";
}
