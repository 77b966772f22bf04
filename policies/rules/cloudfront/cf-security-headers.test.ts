import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { cfSecurityHeaders } from "./cf-security-headers.ts";

const headers = (accessControlMaxAgeSec?: number) =>
  given(
    {
      securityHeadersConfig:
        accessControlMaxAgeSec === undefined
          ? { contentTypeOptions: { override: true } }
          : { strictTransportSecurity: { accessControlMaxAgeSec, override: true } },
    },
    { type: "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy" },
  );

describeRule<Record<string, unknown>>(cfSecurityHeaders, {
  good: { defaultCacheBehavior: { targetOriginId: "shop", responseHeadersPolicyId: "67f7725c" } },
  bad: {
    "no policy": { defaultCacheBehavior: { targetOriginId: "shop" } },
    "a policy without HSTS": headers(),
    "an hour of HSTS": headers(3600),
  },
  nearMisses: { "two years of HSTS": headers(63_072_000) },
});
