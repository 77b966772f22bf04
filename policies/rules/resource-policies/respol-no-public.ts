import { restrictCaller } from "../../lib/iam/conditions.ts";
import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

/** An API's policy speaks of its callers, who may be everyone: its routes decide who they have to be. */
const PUBLIC_BY_NATURE = /^aws:apigateway\//;

export const respolNoPublic = defineRule({
  id: "respol-no-public",
  severity: "critical",
  service: "resource-policies",
  title: "No queue, topic, bus, bucket, key, secret or repository is open to everyone.",
  why: "Anyone with an AWS account, or without one, could read or fill it.",
  remediation:
    "Name the principal, or demand aws:SourceArn, aws:SourceAccount, aws:PrincipalOrgID or aws:SourceVpce by a condition.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
  anchors: [
    "fsbp:SNS.4",
    "fsbp:KMS.5",
    "fsbp:S3.2",
    "fsbp:S3.3",
    "cdk-nag:AwsSolutions-EVB1",
    "cdk-nag:AwsSolutions-ECR1",
    "checkov:CKV_AWS_168",
    "checkov:CKV_AWS_169",
    "checkov:CKV_AWS_387",
    "checkov:CKV_AWS_70",
    "checkov:CKV_AWS_33",
    "checkov:CKV_AWS_32",
    "checkov:CKV_AWS_283",
    "trivy:AWS-0032",
  ],
  types: typesWithPolicies("resource").filter((type) => !PUBLIC_BY_NATURE.test(type)),
  check: (resource) =>
    eachAllow(resource, ["resource"], ({ label, principals, notPrincipals, conditions }) =>
      failUnless(
        restrictCaller(conditions) ||
          (notPrincipals.length === 0 && !principals.some(({ kind }) => kind === "everyone")),
        `Statement ${label} lets everyone in.`,
        label,
      ),
    ),
});
