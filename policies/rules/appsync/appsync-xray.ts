import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const appsyncXray = defineRule({
  id: "appsync-xray",
  severity: "low",
  service: "appsync",
  title: "GraphQL APIs are traced by X-Ray.",
  why: "Without a trace nobody can tell which resolver of a query was slow.",
  remediation: "Set xrayEnabled to true.",
  url: "https://docs.aws.amazon.com/appsync/latest/devguide/x-ray-tracing.html",
  anchors: ["cdk-nag:Serverless-AppSyncTracing"],
  types: ["aws:appsync/graphQLApi:GraphQLApi"],
  check: ({ props }) => failUnless(props.boolean("xrayEnabled") === true, "xrayEnabled is not true."),
  remediate: () => ({ xrayEnabled: true }),
});
