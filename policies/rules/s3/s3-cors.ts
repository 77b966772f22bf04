import { BUCKETS, withAlias } from "../../lib/buckets.ts";
import { isEveryOrigin } from "../../lib/origins.ts";
import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

const WRITES = ["PUT", "POST", "DELETE"];

export const s3Cors = defineRule({
  id: "s3-cors",
  severity: "medium",
  service: "s3",
  title: "Only known sites may write to a bucket from a browser.",
  why: "Any page a customer visits could upload or delete with what that customer's browser is allowed.",
  remediation: "Name the origins in allowedOrigins, or allow only GET and HEAD.",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html",
  anchors: [],
  types: [...BUCKETS, ...withAlias("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration")],
  check: ({ props }) =>
    each(props.blocks("corsRules"), (rule) => {
      const methods = rule.strings("allowedMethods").filter((method) => WRITES.includes(method));
      return failUnless(
        methods.length === 0 || !rule.strings("allowedOrigins").some(isEveryOrigin),
        `Every origin may ${methods.join(", ")}.`,
        methods.join("+"),
      );
    }),
});
