import type { cloudwatch } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { eventsBusCmk } from "./events-bus-cmk.ts";

describeRule<cloudwatch.EventBusArgs>(eventsBusCmk, {
  good: { kmsKeyIdentifier: "arn:aws:kms:eu-west-1:111122223333:key/1", tags: { dataClass: "confidential" } },
  bad: { "AWS's key": { kmsKeyIdentifier: undefined } },
  nearMisses: { "by an alias": { kmsKeyIdentifier: "alias/events" } },
  notApplicable: { "nothing classified": { kmsKeyIdentifier: undefined, tags: {} } },
});
