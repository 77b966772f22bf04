import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { appsyncWaf } from "./appsync-waf.ts";

describeGraphRule(appsyncWaf, {
  good: [
    resource("aws:appsync/graphQLApi:GraphQLApi", "api"),
    resource("aws:wafv2/webAclAssociation:WebAclAssociation", "association", {
      resourceArn: ref("api"),
      webAclArn: "arn:aws:wafv2:x",
    }),
  ],
  bad: { none: { without: ["association"], on: ["api"] } },
  nearMisses: { "a public one, said so": { set: { api: { visibility: "GLOBAL" } } } },
  notApplicable: {
    "inside the network": { without: ["association"], set: { api: { visibility: "PRIVATE" } } },
  },
});
