import { clockRoutes } from "./clock.ts";
import { faultsRoutes } from "./faults.ts";
import { iamRoute } from "./iam.ts";
import { invokeRoute } from "./invoke.ts";
import { logsRoute } from "./logs.ts";
import { mailRoute } from "./mail.ts";
import { resetRoute } from "./reset.ts";
import type { Route } from "./route.ts";
import { statusRoute } from "./status.ts";
import { tracesRoute } from "./traces.ts";

/** What the control API does, by path and method. */
export const ROUTES: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  "/_local/status": { GET: statusRoute },
  "/_local/clock": clockRoutes,
  "/_local/faults": faultsRoutes,
  "/_local/logs": { GET: logsRoute },
  "/_local/mail": { GET: mailRoute },
  "/_local/invoke": { POST: invokeRoute },
  "/_local/traces": { GET: tracesRoute },
  "/_local/iam": { GET: iamRoute },
  "/_local/reset": { POST: resetRoute },
};
