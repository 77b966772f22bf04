import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { s3Cors } from "./s3-cors.ts";

const cors = (allowedMethods: string[], allowedOrigins: string[]) => ({
  corsRules: [{ allowedMethods, allowedOrigins }],
});

describeRule<Record<string, unknown>>(s3Cors, {
  good: { bucket: "orders-files", ...cors(["PUT"], ["https://shop.example.com"]) },
  bad: {
    "everyone puts": given(cors(["GET", "PUT"], ["*"]), { findings: ["PUT"] }),
    "everyone with HTTPS puts": cors(["PUT"], ["https://*"]),
    "everyone deletes": cors(["DELETE"], ["https://shop.example.com", "*"]),
    "beside the bucket": given(cors(["POST"], ["*"]), {
      type: "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2",
    }),
  },
  nearMisses: {
    "everyone reads": cors(["GET", "HEAD"], ["*"]),
    "any host of one's own domain": cors(["PUT"], ["https://*.example.com"]),
  },
  notApplicable: { "no browsers": { corsRules: undefined } },
  alsoOn: ["aws:s3/bucketV2:BucketV2", "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"],
});
