import { defineRule } from "../../lib/rule.ts";
import { fail, failUnless } from "../../lib/verdict.ts";

export const iamNoStaticKeys = defineRule({
  id: "iam-no-static-keys",
  severity: "high",
  service: "iam",
  title: "Nothing signs in with keys that never expire.",
  why: "Access keys are copied, committed and lost; they work until somebody notices. The stack's state holds them too.",
  remediation: "Use a role: of the function, by OIDC from a pipeline, by IAM Identity Center for people.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles",
  anchors: ["checkov:CKV_AWS_273"],
  types: ["aws:iam/accessKey:AccessKey", "aws:iam/user:User", "aws:iam/userLoginProfile:UserLoginProfile"],
  check: ({ type, props }) =>
    type === "aws:iam/accessKey:AccessKey"
      ? failUnless(props.string("status") === "Inactive", "An access key is active.")
      : fail("An IAM user signs in with credentials that never expire."),
});
