import type { Route } from "../../../core/route.ts";

/** Source: EventBridge Scheduler API Reference. */
export const ROUTES: Readonly<Record<string, Route | string>> = {
  CreateSchedule: "POST /schedules/{Name}",
  CreateScheduleGroup: "POST /schedule-groups/{Name}",
  DeleteSchedule: "DELETE /schedules/{Name}",
  DeleteScheduleGroup: "DELETE /schedule-groups/{Name}",
  GetSchedule: "GET /schedules/{Name}",
  GetScheduleGroup: "GET /schedule-groups/{Name}",
  ListScheduleGroups: "GET /schedule-groups",
  ListSchedules: { request: "GET /schedules", query: { ScheduleGroup: "GroupName" } },
  ListTagsForResource: "GET /tags/{ResourceArn}",
  TagResource: "POST /tags/{ResourceArn}",
  UntagResource: { request: "DELETE /tags/{ResourceArn}", lists: ["TagKeys"] },
  UpdateSchedule: "PUT /schedules/{Name}",
};
