import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { respolTlsOnly } from "./respol-tls-only.ts";

const PLAIN = { Bool: { "aws:SecureTransport": "false" } };
const denial = (change: object = {}) => ({
  policy: json({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: "*", Condition: PLAIN, ...change },
    ],
  }),
});

describeGraphRule(respolTlsOnly, {
  good: [
    resource("aws:sqs/queue:Queue", "orders"),
    resource("aws:sqs/queuePolicy:QueuePolicy", "access", { queueUrl: ref("orders", "url"), ...denial() }),
  ],
  bad: {
    "no policy": { without: ["access"], on: ["orders"] },
    "a policy that only allows": {
      set: { access: denial({ Effect: "Allow", Condition: {} }) },
      on: ["orders"],
    },
    "one action denied": { set: { access: denial({ Action: "sqs:SendMessage" }) } },
    "denied to one role": {
      set: { access: denial({ Principal: { AWS: "arn:aws:iam::111122223333:role/x" } }) },
    },
    "denied with TLS": {
      set: { access: denial({ Condition: { Bool: { "aws:SecureTransport": "true" } } }) },
    },
    "denied on a further condition": {
      set: { access: denial({ Condition: { ...PLAIN, StringEquals: { "aws:PrincipalAccount": "1" } } }) },
    },
    "another queue's": { plus: [resource("aws:sqs/queue:Queue", "users")], on: ["users"] },
    "a bucket whose policy denies another bucket's requests only": {
      plus: [
        resource("aws:s3/bucket:Bucket", "files"),
        resource("aws:s3/bucketPolicy:BucketPolicy", "files-policy", {
          bucket: "archive",
          ...denial({ Action: "s3:*" }),
        }),
      ],
      on: ["files"],
    },
    "a bucket of the older type without": {
      plus: [resource("aws:s3/bucketV2:BucketV2", "files")],
      on: ["files"],
    },
    "a topic without a key": { plus: [resource("aws:sns/topic:Topic", "registered")], on: ["registered"] },
  },
  nearMisses: {
    "in the queue's own policy": { set: { orders: denial() }, without: ["access"] },
    "every action of every service": { set: { access: denial({ Action: "*" }) } },
    "a topic with a key": {
      plus: [resource("aws:sns/topic:Topic", "registered", { kmsMasterKeyId: "alias/orderflow" })],
    },
    "a bucket with": {
      plus: [
        resource("aws:s3/bucket:Bucket", "files"),
        resource("aws:s3/bucketPolicy:BucketPolicy", "files-policy", {
          bucket: ref("files", "id"),
          ...denial({ Action: "s3:*" }),
        }),
      ],
    },
  },
  notApplicable: {
    "no such resource": { without: ["orders", "access"] },
    "a bucket that only redirects, which plain HTTP is for": {
      without: ["orders", "access"],
      plus: [
        resource("aws:s3/bucket:Bucket", "www", {
          website: { redirectAllRequestsTo: "https://example.com" },
        }),
      ],
    },
  },
});
