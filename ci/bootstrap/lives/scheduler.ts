import { documentation, type Lives, tags, terraform } from "./life.ts";
import { named, rolesPassedTo } from "./scopes.ts";

const GROUPS = named("ScheduleGroups", "scheduler", "schedule-group/NAME");
const SCHEDULES = named("Schedules", "scheduler", "schedule/NAME/NAME");

export const SCHEDULER: Lives = {
  "aws:scheduler/scheduleGroup:ScheduleGroup": [
    {
      on: GROUPS,
      source: terraform("scheduler/schedule_group.go"),
      create: ["scheduler:CreateScheduleGroup"],
      read: ["scheduler:GetScheduleGroup"],
      delete: ["scheduler:DeleteScheduleGroup"],
    },
    tags(GROUPS, "scheduler", {
      list: "scheduler:ListTagsForResource",
      tag: "scheduler:TagResource",
      untag: "scheduler:UntagResource",
    }),
    {
      on: SCHEDULES,
      source: documentation("EventBridge Scheduler User Guide", "Deleting a schedule group"),
      delete: ["scheduler:DeleteSchedule"],
    },
  ],
  "aws:scheduler/schedule:Schedule": [
    {
      on: SCHEDULES,
      source: terraform("scheduler/schedule.go"),
      create: ["scheduler:CreateSchedule"],
      read: ["scheduler:GetSchedule"],
      update: ["scheduler:UpdateSchedule"],
      delete: ["scheduler:DeleteSchedule"],
    },
    {
      on: rolesPassedTo("scheduler"),
      source: documentation("EventBridge Scheduler User Guide", "Setting up the execution role"),
      create: ["iam:PassRole"],
      update: ["iam:PassRole"],
    },
  ],
};
