import type { scheduler } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { schedulerCmk } from "./scheduler-cmk.ts";

const target = {
  arn: "arn:aws:lambda:eu-west-1:111122223333:function:worker",
  roleArn: "arn:aws:iam::111122223333:role/schedule",
  input: "{}",
};

describeRule<scheduler.ScheduleArgs>(schedulerCmk, {
  good: given(
    {
      flexibleTimeWindow: { mode: "OFF" },
      scheduleExpression: "rate(1 minute)",
      target,
      kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1",
    },
    { settings: { dataClass: "pii" } },
  ),
  bad: { "AWS's key": { kmsKeyArn: undefined } },
  nearMisses: { "a key of another account": { kmsKeyArn: "arn:aws:kms:eu-west-1:444455556666:key/2" } },
  notApplicable: { "no input": { target: { arn: target.arn, roleArn: target.roleArn } } },
});
