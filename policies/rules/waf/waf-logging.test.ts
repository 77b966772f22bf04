import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { wafLogging } from "./waf-logging.ts";

const ACL = "aws:wafv2/webAcl:WebAcl";

describeGraphRule(wafLogging, {
  good: [
    resource(ACL, "shop"),
    resource("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "log", {
      resourceArn: ref("shop"),
    }),
  ],
  bad: {
    none: { without: ["log"], on: ["shop"] },
    "another's": { plus: [resource(ACL, "api")], on: ["api"] },
  },
  nearMisses: {
    "attached to something": {
      plus: [resource("aws:wafv2/webAclAssociation:WebAclAssociation", "to", { webAclArn: ref("shop") })],
    },
  },
});
