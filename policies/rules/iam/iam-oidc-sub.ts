import { type Condition, demanded } from "../../lib/iam/conditions.ts";
import { eachAllow } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach } from "../../lib/verdict.ts";

export const iamOidcSub = defineRule({
  id: "iam-oidc-sub",
  severity: "critical",
  service: "iam",
  title: "A role that trusts an identity provider says whose tokens it takes.",
  why: "GitHub, GitLab and Cognito sign tokens for everyone: without subject and audience any repository's job may assume the role.",
  remediation:
    "Demand the provider's :aud and :sub by conditions; the subject names the repository or service account.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
  anchors: ["checkov:CKV_AWS_358", "checkov:CKV_AWS_393"],
  types: ["aws:iam/role:Role"],
  check: (resource) =>
    eachAllow(resource, ["trust"], ({ label, principals, conditions }) =>
      failEach(
        principals
          .flatMap((principal) => (principal.kind === "federated" ? providersOf(principal.value) : []))
          .flatMap((provider) => claims(provider).map((claim) => `${provider}:${claim}`))
          .filter((key) => !isPinned(conditions, key)),
        (key) => ({ message: `Statement ${label} leaves ${key} open.`, id: key }),
      ),
    ),
});

/** The provider's name as its claims' condition keys have it; SAML providers have other claims. */
function providersOf(federated: string): string[] {
  if (federated.includes(":saml-provider/")) return [];
  return [federated.split(":oidc-provider/").at(-1) ?? federated];
}

/** An identity pool's subject is a user; what it says of users in general is whether they are signed in. */
function claims(provider: string): string[] {
  return provider === "cognito-identity.amazonaws.com" ? ["aud", "amr"] : ["aud", "sub"];
}

/** What says of which kind a subject is, before it names one. */
const KIND = /^(system:serviceaccount|\w+):/;

/** Whether the values name whose tokens they are in whole: `repo:acme*` is any owner whose name begins so. */
function isPinned(conditions: readonly Condition[], key: string): boolean {
  const values = demanded(conditions, key);
  return (
    values?.every((value) => !/[*?]/.test(value) || /^[^*?:/]+[:/]/.test(value.replace(KIND, ""))) === true
  );
}
