import { restrictSource } from "../../lib/iam/conditions.ts";
import { eachAllow } from "../../lib/iam/policy-sources.ts";
import { services } from "../../lib/iam/principals.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach, pass } from "../../lib/verdict.ts";

/** Services that act for a resource of a customer's and say for which when they assume a role. */
const DEPUTIES = new Set(
  [
    "apigateway",
    "appsync",
    "bedrock",
    "cloudtrail",
    "ecs-tasks",
    "events",
    "firehose",
    "iot",
    "kinesisanalytics",
    "logs",
    "pipes",
    "s3",
    "scheduler",
    "sns",
    "states",
    "vpc-flow-logs",
  ].map((service) => `${service}.amazonaws.com`),
);

export const iamTrustConfusedDeputy = defineRule({
  id: "iam-trust-confused-deputy",
  severity: "low",
  service: "iam",
  title: "A role that a service assumes for a resource says for whose.",
  why: "Somebody else's schedule or pipe could be given the role's ARN, and the service would use it for them.",
  remediation: "Demand aws:SourceAccount or aws:SourceArn by a condition of the trust policy.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  anchors: [],
  types: ["aws:iam/role:Role"],
  check: (resource) =>
    eachAllow(resource, ["trust"], ({ label, principals, conditions }) =>
      restrictSource(conditions)
        ? pass
        : failEach(
            services(principals).filter((service) => DEPUTIES.has(service)),
            (service) => ({
              message: `Statement ${label} trusts ${service} for anybody's resources.`,
              id: service,
            }),
          ),
    ),
});
