import type { Platform } from "../../local/platform.ts";

/** Ends the schedules, for tests that pass days or start the reconciler themselves. */
export function stopSchedules(platform: Platform): void {
  const { schedules } = platform.cloud.scheduler;
  for (const { definition } of [...schedules]) schedules.delete(definition.groupName, definition.name);
}
