import type { Account } from "../../../core/account.ts";
import type { Service } from "../../../core/service.ts";
import type { Scheduler } from "../scheduler.ts";
import { ClientTokens } from "./client-tokens.ts";
import { groupOperations } from "./groups.ts";
import { ROUTES } from "./routes.ts";
import { scheduleOperations } from "./schedules.ts";

/** Scheduler's API for clients, all of it. */
export function schedulerService(account: Account, scheduler: Scheduler): Service {
  const tokens = new ClientTokens();
  return {
    signingName: "scheduler",
    protocol: "restJson1",
    routes: ROUTES,
    operations: {
      ...scheduleOperations(account, scheduler, tokens),
      ...groupOperations(account, scheduler, tokens),
    },
  };
}
