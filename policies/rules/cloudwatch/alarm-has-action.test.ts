import type { cloudwatch } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { alarmHasAction } from "./alarm-has-action.ts";

describeRule<cloudwatch.MetricAlarmArgs>(alarmHasAction, {
  good: {
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 1,
    alarmActions: ["arn:aws:sns:eu-west-1:111122223333:operators"],
    treatMissingData: "notBreaching",
  },
  bad: {
    nobody: given({ alarmActions: [] }, { findings: ["alarmActions"] }),
    "switched off": given({ actionsEnabled: false }, { findings: ["actionsEnabled"] }),
    "no data": given({ treatMissingData: undefined }, { findings: ["treatMissingData"] }),
  },
  nearMisses: { "no data is bad": { treatMissingData: "breaching" } },
});
