import type { Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { RoleSessions, Session } from "../../core/ports.ts";
import { roleNotAssumable } from "./errors.ts";
import type { Schedule } from "./schedule.ts";

const SESSION_SECONDS = 3_600;

/** A session of the schedule's own role. Its trust policy sees the ARN of the schedule's group, not of the schedule. */
export function assumeRole(sessions: RoleSessions, { definition, groupArn }: Schedule): Session["principal"] {
  const scheduler: Principal = { kind: "service", service: "scheduler.amazonaws.com", sourceArn: groupArn };
  return sessions.assume(definition.target.roleArn, scheduler, definition.name, SESSION_SECONDS).principal;
}

/** @throws {AwsError} `ValidationException` when the role is not there or does not trust Scheduler. */
export function requireRole(sessions: RoleSessions, schedule: Schedule): void {
  try {
    sessions.requireRole(schedule.definition.target.roleArn);
    assumeRole(sessions, schedule);
  } catch (error) {
    throw error instanceof AwsError ? roleNotAssumable(error.message) : error;
  }
}
