import { expandAction, serviceExists } from "../../lib/iam/actions.ts";
import { eachPolicy, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { each, failEach } from "../../lib/verdict.ts";

export const iamActionExists = defineRule({
  id: "iam-action-exists",
  severity: "medium",
  service: "iam",
  title: "Policies name actions that AWS has.",
  why: "IAM takes any name: a mistyped action allows nothing until production calls it, and denies nothing ever.",
  remediation:
    "Look the action up in the service authorization reference; s3:HeadObject, for one, is s3:GetObject there.",
  url: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  anchors: [],
  types: typesWithPolicies("identity", "resource", "trust", "endpoint"),
  check: (resource) =>
    eachPolicy(resource, ["identity", "resource", "trust", "endpoint"], ({ statements }) =>
      each(statements, ({ label, actions, notActions }) =>
        failEach([...actions, ...notActions].filter(isUnknownToAws), (action) => ({
          message: `Statement ${label} names ${action}, ${fault(action)}.`,
          id: action,
        })),
      ),
    ),
});

function isUnknownToAws(action: string): boolean {
  return !/^\*(:\*)?$/.test(action) && expandAction(action).length === 0;
}

function fault(action: string): string {
  const [service = "", name] = action.split(":");
  if (name === undefined) return "which has no service before a colon";
  return serviceExists(service) ? `which ${service} does not have` : `but AWS has no service ${service}`;
}
