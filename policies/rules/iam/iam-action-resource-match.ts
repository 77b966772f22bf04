import { type Action, expandAction } from "../../lib/iam/actions.ts";
import { arnFits } from "../../lib/iam/arns.ts";
import type { Statement } from "../../lib/iam/policy-document.ts";
import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { combine, failEach, pass } from "../../lib/verdict.ts";

export const iamActionResourceMatch = defineRule({
  id: "iam-action-resource-match",
  severity: "medium",
  service: "iam",
  title:
    "Every action of a statement applies to one of its resources, and every resource to one of its actions.",
  why: "An action beside a resource of the wrong kind allows nothing: the call is denied in production.",
  remediation:
    "Give the action the ARN that it checks: s3:ListBucket the bucket's, s3:GetObject the bucket's with /* behind it.",
  url: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  anchors: [],
  types: typesWithPolicies("identity"),
  check: (resource) =>
    eachAllow(resource, ["identity"], (statement) => {
      const { label, resources } = statement;
      if (resources.length === 0 || resources.includes("*")) return pass;
      const expansions = statement.actions.map((pattern) => ({ pattern, actions: expandAction(pattern) }));
      return combine([
        failEach(uselessActions(expansions, statement), (pattern) => ({
          message: `Statement ${label} allows ${pattern}, which applies to none of ${resources.join(", ")}.`,
          id: pattern,
        })),
        failEach(uselessResources(expansions, statement), (arn) => ({
          message: `Statement ${label} names ${arn}, to which none of its actions applies.`,
          id: arn,
        })),
      ]);
    }),
});

interface Expansion {
  readonly pattern: string;
  /** None for a name that AWS does not know, which `iam-action-exists` finds, and for `*`. */
  readonly actions: readonly Action[];
}

function uselessActions(expansions: readonly Expansion[], { resources }: Statement): string[] {
  return expansions
    .filter(({ actions }) => actions.length > 0)
    .filter(({ actions }) => !actions.some((action) => resources.some((arn) => applies(action, arn))))
    .map(({ pattern }) => pattern);
}

function uselessResources(expansions: readonly Expansion[], { resources }: Statement): string[] {
  if (expansions.length === 0 || expansions.some(({ actions }) => actions.length === 0)) return [];
  return resources.filter(
    (arn) => !expansions.some(({ actions }) => actions.some((action) => applies(action, arn))),
  );
}

/** What holds on AWS though the reference leaves it out: the answer to a task may name whose task it is. */
const UNLISTED: Readonly<Record<string, RegExp>> = {
  "states:SendTaskSuccess": /^arn:[^:]+:states:/,
  "states:SendTaskFailure": /^arn:[^:]+:states:/,
  "states:SendTaskHeartbeat": /^arn:[^:]+:states:/,
};

function applies({ name, resources }: Action, arn: string): boolean {
  return resources.some((format) => arnFits(arn, format.arn)) || UNLISTED[name]?.test(arn) === true;
}
