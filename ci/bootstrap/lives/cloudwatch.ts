import { globalArn, ownNames } from "../place.ts";
import { type Lives, tags, terraform } from "./life.ts";
import { named, type Scope } from "./scopes.ts";

const ALARMS = named("Alarms", "cloudwatch", "alarm:NAME");
/** A list is asked about as a whole, whatever names the call gives. */
const ALL_ALARMS = named("AllAlarms", "cloudwatch", "alarm:*");
const DASHBOARDS: Scope = {
  sid: "Dashboards",
  resources: (place) => [globalArn(place, "cloudwatch", `dashboard/${ownNames(place)}`)],
};

export const CLOUDWATCH: Lives = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": [
    {
      on: ALARMS,
      source: terraform("cloudwatch/metric_alarm.go"),
      create: ["cloudwatch:PutMetricAlarm"],
      update: ["cloudwatch:PutMetricAlarm"],
      delete: ["cloudwatch:DeleteAlarms"],
    },
    {
      on: ALL_ALARMS,
      source: terraform("cloudwatch/metric_alarm.go"),
      read: ["cloudwatch:DescribeAlarms"],
    },
    tags(ALARMS, "cloudwatch", {
      list: "cloudwatch:ListTagsForResource",
      tag: "cloudwatch:TagResource",
      untag: "cloudwatch:UntagResource",
    }),
  ],
  "aws:cloudwatch/dashboard:Dashboard": [
    {
      on: DASHBOARDS,
      source: terraform("cloudwatch/dashboard.go"),
      create: ["cloudwatch:PutDashboard"],
      read: ["cloudwatch:GetDashboard"],
      update: ["cloudwatch:PutDashboard"],
      delete: ["cloudwatch:DeleteDashboards"],
    },
  ],
};
