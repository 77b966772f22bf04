import { defineRule, type PolicyResource } from "../../lib/rule.ts";
import { failEach } from "../../lib/verdict.ts";

const FULL_ACCESS =
  /^arn:[^:]+:iam::aws:policy\/(.+\/)?(AdministratorAccess.*|PowerUserAccess|SystemAdministrator|SecretsManagerReadWrite|.*Full_?Access(V\d+)?)$/;

/** Where resources name managed policies. */
const PROPERTIES: Readonly<Record<string, string>> = {
  "aws:iam/role:Role": "managedPolicyArns",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
  "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": "managedPolicyArn",
};

export const iamNoManagedFullAccess = defineRule({
  id: "iam-no-managed-full-access",
  severity: "high",
  service: "iam",
  title: "No policy of AWS's that gives full access is attached.",
  why: "AWS's FullAccess policies allow every action of a service on every resource of the account.",
  remediation: "Write a policy of the actions and resources that the code uses.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
  anchors: ["cdk-nag:AwsSolutions-IAM4", "checkov:CKV_AWS_274", "checkov:CKV_AWS_275", "checkov:CKV2_AWS_56"],
  types: Object.keys(PROPERTIES),
  check: (resource) =>
    failEach(
      policyArns(resource).filter((arn) => FULL_ACCESS.test(arn)),
      (arn) => ({ message: `${arn} gives full access.`, id: arn.split("/").at(-1) ?? arn }),
    ),
});

function policyArns({ type, props }: PolicyResource): string[] {
  const value = props.get(PROPERTIES[type] ?? "");
  return [value].flat().filter((arn) => typeof arn === "string");
}
