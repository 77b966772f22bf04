import { describeRule } from "../../lib/testing/resource-rule.ts";
import { cfTls12 } from "./cf-tls12.ts";

const certificate = (minimumProtocolVersion?: string) => ({
  viewerCertificate: {
    acmCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1b2c3d4e",
    sslSupportMethod: "sni-only",
    minimumProtocolVersion,
  },
});

describeRule<Record<string, unknown>>(cfTls12, {
  good: { aliases: ["shop.example.com"], ...certificate("TLSv1.2_2021") },
  bad: {
    "TLS 1 by default": certificate(),
    "TLS 1.1": certificate("TLSv1.1_2016"),
    "TLS 1.2 with old ciphers": certificate("TLSv1.2_2019"),
  },
  nearMisses: { "TLS 1.3": certificate("TLSv1.3_2025") },
  notApplicable: {
    "CloudFront's own domain, whose version is fixed": {
      aliases: [],
      viewerCertificate: { cloudfrontDefaultCertificate: true },
    },
  },
});
