import type { appsync } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { appsyncIntrospectionDepth } from "./appsync-introspection-depth.ts";

describeRule<appsync.GraphQLApiArgs>(appsyncIntrospectionDepth, {
  good: {
    authenticationType: "AWS_IAM",
    introspectionConfig: "DISABLED",
    queryDepthLimit: 10,
    resolverCountLimit: 50,
  },
  bad: {
    introspection: given({ introspectionConfig: undefined }, { findings: ["introspectionConfig"] }),
    "any depth": given({ queryDepthLimit: 0 }, { findings: ["queryDepthLimit"] }),
  },
  nearMisses: { "a flat schema": { queryDepthLimit: 1 } },
});
