import { arnParts, isOpen } from "../../lib/iam/arns.ts";
import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { namesByCondition } from "../../lib/iam/star-resource.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach, pass } from "../../lib/verdict.ts";

export const iamNoBroadArn = defineRule({
  id: "iam-no-broad-arn",
  severity: "medium",
  service: "iam",
  title: "The ARNs that a policy allows have a name, an account and a region.",
  why: "The ARN of table/* is * in more words: it covers the tables of every other application in the account.",
  remediation:
    "Take the ARN from the resource, as in table.arn, or start the name with this application's prefix.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
  anchors: ["cdk-nag:AwsSolutions-IAM5"],
  types: typesWithPolicies("identity"),
  check: (resource) =>
    eachAllow(resource, ["identity"], ({ label, resources, conditions }) => {
      if (namesByCondition(conditions)) return pass;
      const broad = resources
        .filter((arn) => arn !== "*")
        .flatMap((arn) => {
          const open = openPart(arn);
          return open === undefined ? [] : [{ arn, open }];
        });
      return failEach(broad, ({ arn, open }) => ({
        message: `Statement ${label} allows ${arn}, which leaves the ${open} open.`,
        id: arn,
      }));
    }),
});

function openPart(arn: string): string | undefined {
  const [, , , region = "", account = ""] = arnParts(arn);
  if (isOpen(arn)) return "name";
  if (/[*?]/.test(account)) return "account";
  return /[*?]/.test(region) ? "region" : undefined;
}
