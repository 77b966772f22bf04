import { defineRule } from "../../lib/rule.ts";
import { fail, failUnless, pass } from "../../lib/verdict.ts";

export const lambdaPermissionScoped = defineRule({
  id: "lambda-permission-scoped",
  severity: "critical",
  service: "lambda",
  title: "Whoever may invoke a function is named: the source of a service, the account, the organization.",
  why: "A service invokes for any of its customers: without the source, somebody else's bucket, topic or API runs the function.",
  remediation: "Set sourceArn (and sourceAccount for S3), or principalOrgId for principal *.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
  anchors: [
    "fsbp:Lambda.1",
    "cdk-nag:HIPAA.Security-LambdaFunctionPublicAccessProhibited",
    "checkov:CKV_AWS_364",
    "checkov:CKV_AWS_301",
    "trivy:AWS-0067",
  ],
  types: ["aws:lambda/permission:Permission"],
  check: ({ props }) => {
    const principal = props.string("principal");
    if (principal === "*") {
      if (props.has("principalOrgId")) return pass;
      return failUnless(
        props.string("functionUrlAuthType") === "AWS_IAM" && props.has("sourceAccount"),
        "principal is *, and there is no principalOrgId.",
      );
    }
    if (principal === undefined || !/\.amazonaws\.com(\.cn)?$/.test(principal)) return pass;
    if (props.has("sourceAccount") || props.has("principalOrgId")) return pass;
    if (!props.has("sourceArn"))
      return fail(`${principal} may invoke the function for any of its customers.`);
    if (props.isUnknown("sourceArn")) return pass;
    const arn = props.string("sourceArn") ?? "";
    return failUnless(!/^(\*|arn:[^:]*:[^:]*:[^:]*:\*:.*)$/.test(arn), `sourceArn ${arn} names no account.`);
  },
});
