import type { Lambda } from "../../services/lambda/lambda.ts";
import type { ProviderModule } from "../resource.ts";
import { aliasHandler } from "./lambda/alias.ts";
import { eventInvokeConfigHandler } from "./lambda/event-invoke-config.ts";
import { eventSourceMappingHandler } from "./lambda/event-source-mapping.ts";
import { functionHandler } from "./lambda/function.ts";
import { permissionHandler } from "./lambda/permission.ts";

/** The Pulumi resources of Lambda, for Node.js functions from archives and mappings of SQS queues. */
export function lambdaModule(lambda: Lambda): ProviderModule {
  return {
    resources: {
      "aws:lambda/function:Function": functionHandler(lambda),
      "aws:lambda/permission:Permission": permissionHandler(lambda),
      "aws:lambda/eventSourceMapping:EventSourceMapping": eventSourceMappingHandler(lambda),
      "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": eventInvokeConfigHandler(lambda),
      "aws:lambda/alias:Alias": aliasHandler(lambda),
    },
  };
}
