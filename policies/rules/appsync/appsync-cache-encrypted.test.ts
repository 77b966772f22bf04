import type { appsync } from "@pulumi/aws";
import { asText, describeRule, given } from "../../lib/testing/resource-rule.ts";
import { appsyncCacheEncrypted } from "./appsync-cache-encrypted.ts";

describeRule<appsync.ApiCacheArgs>(appsyncCacheEncrypted, {
  good: {
    apiId: "api",
    apiCachingBehavior: "FULL_REQUEST_CACHING",
    ttl: 60,
    type: "SMALL",
    atRestEncryptionEnabled: true,
    transitEncryptionEnabled: true,
  },
  bad: {
    "switched off as text": { atRestEncryptionEnabled: asText(false) },
    "at rest": given({ atRestEncryptionEnabled: false }, { findings: ["atRestEncryptionEnabled"] }),
    "in transit": given({ transitEncryptionEnabled: undefined }, { findings: ["transitEncryptionEnabled"] }),
  },
  nearMisses: { "said as text": { atRestEncryptionEnabled: asText(true) } },
});
