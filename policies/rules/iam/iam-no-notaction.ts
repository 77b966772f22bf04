import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach } from "../../lib/verdict.ts";

export const iamNoNotaction = defineRule({
  id: "iam-no-notaction",
  severity: "high",
  service: "iam",
  title: "No statement allows by NotAction or NotResource.",
  why: "Everything except a few is nearly everything, and more of it with each action AWS adds.",
  remediation: "Name what is allowed. NotAction and NotResource are for statements that deny.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
  anchors: [],
  types: typesWithPolicies("identity", "resource"),
  check: (resource) =>
    eachAllow(resource, ["identity", "resource"], ({ label, notActions, notResources }) => {
      const elements = [
        ...(notActions.length > 0 ? ["NotAction"] : []),
        ...(notResources.length > 0 ? ["NotResource"] : []),
      ];
      return failEach(elements, (element) => ({
        message: `Statement ${label} allows by ${element}.`,
        id: `${element}@${label}`,
      }));
    }),
});
