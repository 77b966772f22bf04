import { isAdministration } from "../../lib/iam/administration.ts";
import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { scopableAction } from "../../lib/iam/star-resource.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach, pass } from "../../lib/verdict.ts";

export const iamStarResource = defineRule({
  id: "iam-star-resource",
  severity: "high",
  service: "iam",
  title: "Only actions that can't name a resource are allowed on *.",
  why: "On * a role reaches the resources of every other application in the account.",
  remediation:
    "Put actions that know no resource, such as xray:PutTraceSegments, into a statement of their own; give the others the ARNs.",
  url: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  anchors: [
    "cdk-nag:AwsSolutions-IAM5",
    "checkov:CKV_AWS_111",
    "checkov:CKV_AWS_290",
    "checkov:CKV_AWS_355",
    "checkov:CKV_AWS_356",
    "checkov:CKV_AWS_109",
    "checkov:CKV_AWS_289",
  ],
  types: typesWithPolicies("identity"),
  check: (resource) =>
    eachAllow(resource, ["identity"], ({ label, actions, resources, conditions }) => {
      if (!resources.includes("*")) return pass;
      const scopable = actions
        .filter((pattern) => !isAdministration(pattern))
        .flatMap((pattern) => {
          const action = scopableAction(pattern, conditions);
          return action === undefined ? [] : [{ pattern, action }];
        });
      return failEach(scopable, ({ pattern, action }) => ({
        message: `Statement ${label} allows ${pattern} on *, but ${action.name} can name a ${action.resources[0]?.type}.`,
        id: `${pattern}@*`,
      }));
    }),
});
