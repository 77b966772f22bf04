import { allowFor, policy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamOidcSub } from "./iam-oidc-sub.ts";

const GITHUB = "token.actions.githubusercontent.com";
const trust = (condition: object, provider = `arn:aws:iam::111122223333:oidc-provider/${GITHUB}`) => ({
  assumeRolePolicy: policy(
    allowFor({ Federated: provider }, "sts:AssumeRoleWithWebIdentity", undefined, condition),
  ),
});
const AUDIENCE = { [`${GITHUB}:aud`]: "sts.amazonaws.com" };

describeRule(iamOidcSub, {
  good: trust({
    StringEquals: { ...AUDIENCE, [`${GITHUB}:sub`]: "repo:orderflow/orderflow:ref:refs/heads/main" },
  }),
  bad: {
    "no subject": given(trust({ StringEquals: AUDIENCE }), { findings: [`${GITHUB}:sub`] }),
    "no audience": given(
      trust({ StringEquals: { [`${GITHUB}:sub`]: "repo:orderflow/orderflow:ref:refs/heads/main" } }),
      { findings: [`${GITHUB}:aud`] },
    ),
    "any repository": trust({ StringEquals: AUDIENCE, StringLike: { [`${GITHUB}:sub`]: "repo:*" } }),
    "any owner whose name begins so": trust({
      StringEquals: AUDIENCE,
      StringLike: { [`${GITHUB}:sub`]: "repo:orderflow*" },
    }),
    "any service account": trust(
      {
        StringEquals: { "oidc.eks.eu-west-1.amazonaws.com/id/A1:aud": "sts.amazonaws.com" },
        StringLike: { "oidc.eks.eu-west-1.amazonaws.com/id/A1:sub": "system:serviceaccount:*" },
      },
      "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A1",
    ),
    "where the subject may be absent": trust({
      StringEquals: AUDIENCE,
      StringLikeIfExists: { [`${GITHUB}:sub`]: "repo:orderflow/orderflow:*" },
    }),
    "any identity pool": trust(
      { StringEquals: { "cognito-identity.amazonaws.com:amr": "authenticated" } },
      "cognito-identity.amazonaws.com",
    ),
  },
  nearMisses: {
    "any branch of one repository": trust({
      StringEquals: AUDIENCE,
      StringLike: { [`${GITHUB}:sub`]: "repo:orderflow/orderflow:*" },
    }),
    "an audience that is a URL": trust({
      StringEquals: {
        [`${GITHUB}:aud`]: "https://github.com/orderflow",
        [`${GITHUB}:sub`]: "repo:orderflow/orderflow:environment:prod",
      },
    }),
    "any repository of one owner": trust({
      StringEquals: AUDIENCE,
      StringLike: { [`${GITHUB}:sub`]: "repo:orderflow/*" },
    }),
    "one service account": trust(
      {
        StringEquals: {
          "oidc.eks.eu-west-1.amazonaws.com/id/A1:aud": "sts.amazonaws.com",
          "oidc.eks.eu-west-1.amazonaws.com/id/A1:sub": "system:serviceaccount:orders:api",
        },
      },
      "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A1",
    ),
    "the signed-in users of one pool": trust(
      {
        StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:1b2c3d4e" },
        "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
      },
      "cognito-identity.amazonaws.com",
    ),
    "a SAML provider": trust(
      { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
      "arn:aws:iam::111122223333:saml-provider/corporate",
    ),
    "a service": {
      assumeRolePolicy: policy(allowFor({ Service: "lambda.amazonaws.com" }, "sts:AssumeRole")),
    },
  },
});
