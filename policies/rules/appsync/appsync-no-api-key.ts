import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

export const appsyncNoApiKey = defineRule({
  id: "appsync-no-api-key",
  severity: "high",
  service: "appsync",
  title: "GraphQL APIs know who is calling.",
  why: "An API key is in every browser that uses it: it says nothing about who calls, and can't be taken back from one.",
  remediation: "Take API_KEY away; use AMAZON_COGNITO_USER_POOLS, OPENID_CONNECT, AWS_LAMBDA or AWS_IAM.",
  url: "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html",
  anchors: ["fsbp:AppSync.5"],
  types: ["aws:appsync/graphQLApi:GraphQLApi"],
  check: ({ props }) =>
    each([props, ...props.blocks("additionalAuthenticationProviders")], (provider) =>
      failUnless(provider.string("authenticationType") !== "API_KEY", "authenticationType is API_KEY."),
    ),
});
