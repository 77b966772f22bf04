import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { cfOriginTls } from "./cf-origin-tls.ts";

const origin = (originProtocolPolicy: string, ...originSslProtocols: string[]) => ({
  origins: [
    {
      originId: "api",
      domainName: "api.example.com",
      customOriginConfig: { httpPort: 80, httpsPort: 443, originProtocolPolicy, originSslProtocols },
    },
  ],
});

describeRule<Record<string, unknown>>(cfOriginTls, {
  good: origin("https-only", "TLSv1.2"),
  bad: {
    "plain HTTP": given(origin("http-only", "TLSv1.2"), { findings: ["api"] }),
    "as the viewer came": origin("match-viewer", "TLSv1.2"),
    "old versions": given(origin("https-only", "TLSv1.2", "TLSv1.1"), { findings: ["api@TLS"] }),
  },
  nearMisses: {
    "another origin of S3": {
      origins: [
        ...origin("https-only", "TLSv1.2").origins,
        { originId: "files", domainName: "f.s3.amazonaws.com" },
      ],
    },
  },
  notApplicable: {
    "an origin of S3": { origins: [{ originId: "files", domainName: "f.s3.amazonaws.com" }] },
  },
});
