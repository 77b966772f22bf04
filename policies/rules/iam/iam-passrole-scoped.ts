import { expandAction } from "../../lib/iam/actions.ts";
import { isAdministration } from "../../lib/iam/administration.ts";
import { isOpen } from "../../lib/iam/arns.ts";
import { demanded } from "../../lib/iam/conditions.ts";
import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { combine, failEach, failUnless, pass } from "../../lib/verdict.ts";

export const iamPassroleScoped = defineRule({
  id: "iam-passrole-scoped",
  severity: "high",
  service: "iam",
  title: "Statements with iam:PassRole name the roles and the service they are passed to.",
  why: "Who may pass any role can start something that runs with the strongest of them.",
  remediation: "Give the role's ARN as the resource and StringEquals iam:PassedToService as the condition.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  anchors: ["trivy:AWS-0342"],
  types: typesWithPolicies("identity"),
  check: (resource) =>
    eachAllow(resource, ["identity"], ({ label, actions, resources, conditions }) => {
      if (!actions.some(passesRoles)) return pass;
      const service = demanded(conditions, "iam:PassedToService");
      return combine([
        failEach(resources.filter(isOpen), (arn) => ({
          message: `Statement ${label} allows to pass ${arn === "*" ? "any role" : arn}.`,
          id: `iam:PassRole@${arn}`,
        })),
        failUnless(
          service?.every((value) => /^[^*?]/.test(value)) === true,
          `Statement ${label} allows to pass roles without saying to which service (iam:PassedToService).`,
          `iam:PassedToService@${label}`,
        ),
      ]);
    }),
});

function passesRoles(pattern: string): boolean {
  return !isAdministration(pattern) && expandAction(pattern).some(({ name }) => name === "iam:PassRole");
}
