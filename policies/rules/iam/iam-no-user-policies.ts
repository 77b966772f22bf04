import { defineRule } from "../../lib/rule.ts";
import { fail, failUnless } from "../../lib/verdict.ts";

export const iamNoUserPolicies = defineRule({
  id: "iam-no-user-policies",
  severity: "medium",
  service: "iam",
  title: "Policies are attached to roles and groups, not to users.",
  why: "What each user has by itself nobody reviews, and it stays when the user changes teams.",
  remediation: "Attach the policy to a role that users assume, or to a group.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2",
  anchors: ["fsbp:IAM.2", "cdk-nag:HIPAA.Security-IAMUserNoPolicies", "checkov:CKV_AWS_40", "trivy:AWS-0143"],
  types: [
    "aws:iam/policyAttachment:PolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    "aws:iam/userPolicy:UserPolicy",
  ],
  check: ({ type, props }) => {
    if (type !== "aws:iam/policyAttachment:PolicyAttachment") return fail("A user has a policy of its own.");
    const users = props.strings("users");
    return failUnless(users.length === 0, `The policy is attached to ${users.join(", ")}.`);
  },
});
