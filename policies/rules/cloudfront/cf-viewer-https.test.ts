import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { cfViewerHttps } from "./cf-viewer-https.ts";

const by = (viewerProtocolPolicy: string) => ({ targetOriginId: "shop", viewerProtocolPolicy });

describeRule(cfViewerHttps, {
  good: { defaultCacheBehavior: by("redirect-to-https") },
  bad: {
    everything: given({ defaultCacheBehavior: by("allow-all") }, { findings: ["*"] }),
    "one path": given(
      { orderedCacheBehaviors: [{ pathPattern: "/images/*", ...by("allow-all") }] } as object,
      { findings: ["/images/*"] },
    ),
  },
  nearMisses: { "refused in place of redirected": { defaultCacheBehavior: by("https-only") } },
});
