import type { appsync } from "@pulumi/aws";
import { asText, describeRule } from "../../lib/testing/resource-rule.ts";
import { appsyncXray } from "./appsync-xray.ts";

describeRule<appsync.GraphQLApiArgs>(appsyncXray, {
  good: { authenticationType: "AWS_IAM", xrayEnabled: true },
  bad: {
    "nothing said": { xrayEnabled: undefined },
    "switched off": { xrayEnabled: false },
    "switched off as text": { xrayEnabled: asText(false) },
  },
  nearMisses: { "said as text": { xrayEnabled: asText(true) } },
});
