import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { cfOac } from "./cf-oac.ts";

const origin = (domainName: string, change: object = {}) => ({
  origins: [{ originId: "files", domainName, ...change }],
});
const BUCKET = "orders-files.s3.eu-west-1.amazonaws.com";
const CONTROL = { originAccessControlId: "E1A2B3C4D5" };

describeRule<Record<string, unknown>>(cfOac, {
  good: origin(BUCKET, CONTROL),
  bad: {
    "a bucket": given(origin(BUCKET), { findings: ["files"] }),
    "a bucket by an identity of the old kind": origin(BUCKET, {
      s3OriginConfig: { originAccessIdentity: "origin-access-identity/cloudfront/E1A2B3C4D5" },
    }),
    "a function's URL": origin("abcdef.lambda-url.eu-west-1.on.aws"),
  },
  nearMisses: { "a function's URL, signed": origin("abcdef.lambda-url.eu-west-1.on.aws", CONTROL) },
  notApplicable: {
    "an API": origin("api.example.com"),
    "a bucket's website": origin("www.example.com.s3-website-eu-west-1.amazonaws.com"),
  },
});
