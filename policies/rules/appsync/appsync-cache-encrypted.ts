import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

export const appsyncCacheEncrypted = defineRule({
  id: "appsync-cache-encrypted",
  severity: "medium",
  service: "appsync",
  title: "GraphQL caches are encrypted.",
  why: "A cache without encryption holds answers, personal data among them, in the clear, and can't be encrypted later.",
  remediation:
    "Set atRestEncryptionEnabled and transitEncryptionEnabled to true; AppSync makes the cache anew.",
  url: "https://docs.aws.amazon.com/appsync/latest/devguide/enabling-caching.html",
  anchors: ["fsbp:AppSync.6", "checkov:CKV_AWS_214", "checkov:CKV_AWS_215"],
  types: ["aws:appsync/apiCache:ApiCache"],
  check: ({ props }) =>
    each(["atRestEncryptionEnabled", "transitEncryptionEnabled"], (name) =>
      failUnless(props.boolean(name) === true, `${name} is not true.`, name),
    ),
});
