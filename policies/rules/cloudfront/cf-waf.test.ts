import { describeRule } from "../../lib/testing/resource-rule.ts";
import { cfWaf } from "./cf-waf.ts";

describeRule<Record<string, unknown>>(cfWaf, {
  good: { webAclId: "arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/1b2c3d4e", enabled: true },
  bad: { none: { webAclId: undefined }, "an empty one": { webAclId: "" } },
  nearMisses: { "one of AWS WAF Classic": { webAclId: "473e64fd-f30b-4765-81a0-62ad96dd167a" } },
});
