import type { kinesis } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { firehoseSse } from "./firehose-sse.ts";

describeRule<kinesis.FirehoseDeliveryStreamArgs>(firehoseSse, {
  good: { destination: "extended_s3", serverSideEncryption: { enabled: true } },
  bad: {
    "nothing set": { serverSideEncryption: undefined },
    "switched off": { serverSideEncryption: { enabled: false } },
  },
  nearMisses: {
    "by a key": {
      serverSideEncryption: {
        enabled: true,
        keyType: "CUSTOMER_MANAGED_CMK",
        keyArn: "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e",
      },
    },
  },
  notApplicable: {
    "fed by a stream": {
      serverSideEncryption: undefined,
      kinesisSourceConfiguration: {
        kinesisStreamArn: "arn:aws:kinesis:eu-west-1:111122223333:stream/events",
        roleArn: "arn:aws:iam::111122223333:role/delivery",
      },
    },
  },
});
