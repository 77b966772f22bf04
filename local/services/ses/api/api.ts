import type { Service } from "../../../core/service.ts";
import type { Ses } from "../ses.ts";
import { configurationSetOperations } from "./configuration-sets.ts";
import { identityOperations } from "./identities.ts";
import { ROUTES } from "./routes.ts";
import { sendOperations } from "./send.ts";
import { tagOperations } from "./tags.ts";
import { templateOperations } from "./templates.ts";

/** SES's API for clients, version 2. */
export function sesService(ses: Ses): Service {
  return {
    signingName: "ses",
    protocol: "restJson1",
    routes: ROUTES,
    operations: {
      ...sendOperations(ses),
      ...identityOperations(ses),
      ...templateOperations(ses),
      ...configurationSetOperations(ses),
      ...tagOperations(ses),
    },
  };
}
