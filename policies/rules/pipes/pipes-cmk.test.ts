import type { pipes } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { pipesCmk } from "./pipes-cmk.ts";

describeRule<pipes.PipeArgs>(pipesCmk, {
  good: {
    source: "arn:aws:sqs:eu-west-1:111122223333:a",
    target: "arn:aws:sqs:eu-west-1:111122223333:b",
    roleArn: "arn:aws:iam::111122223333:role/pipe",
    kmsKeyIdentifier: "alias/pipes",
    tags: { dataClass: "pii" },
  },
  bad: { "AWS's key": { kmsKeyIdentifier: undefined } },
  nearMisses: { "by its ARN": { kmsKeyIdentifier: "arn:aws:kms:eu-west-1:111122223333:key/1" } },
  notApplicable: { "nothing classified": { kmsKeyIdentifier: undefined, tags: {} } },
});
