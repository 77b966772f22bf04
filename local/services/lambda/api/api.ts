import type { Keys } from "../../../core/ports.ts";
import type { Service } from "../../../core/service.ts";
import type { Lambda } from "../lambda.ts";
import { aliasOperations } from "./aliases.ts";
import { eventSourceMappingOperations } from "./event-source-mappings.ts";
import { functionOperations } from "./functions.ts";
import { invokeOperation } from "./invoke.ts";
import { ROUTES } from "./routes.ts";
import { settingsOperations } from "./settings.ts";

/** Lambda's API for clients, on the functions that a deployment makes as well. */
export function lambdaService(lambda: Lambda, { keys }: { readonly keys: Keys }): Service {
  return {
    signingName: "lambda",
    protocol: "restJson1",
    routes: ROUTES,
    operations: {
      ...invokeOperation(lambda),
      ...functionOperations(lambda, keys),
      ...aliasOperations(lambda),
      ...settingsOperations(lambda),
      ...eventSourceMappingOperations(lambda),
    },
  };
}
