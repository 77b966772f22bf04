import { ownKeyIfClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";

export const elasticacheSlCmk = defineRule({
  id: "elasticache-sl-cmk",
  severity: "medium",
  service: "elasticache",
  title: "Serverless caches of classified data are encrypted by a customer's key.",
  why: "AWS's key encrypts for whoever may read the cache; one's own key has a policy, a log and an end.",
  remediation: "Set kmsKeyId.",
  url: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html",
  anchors: [],
  dataClass: true,
  types: ["aws:elasticache/serverlessCache:ServerlessCache"],
  check: (resource, settings) => ownKeyIfClassified(resource, settings, "kmsKeyId"),
});
