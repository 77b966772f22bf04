import type { Access } from "../../../core/access.ts";
import { arn } from "../../../core/account.ts";
import type { Members } from "../../../core/members.ts";
import type { EventSourceMappingInput } from "../event-source-mapping.ts";
import type { EventSourceMapping } from "../event-source-mappings.ts";
import type { Lambda } from "../lambda.ts";
import { listed, type Operations, operation, unscoped } from "./operations.ts";

/** What mappings can have on AWS and not here. */
const ABSENT = [
  "AmazonManagedKafkaEventSourceConfig",
  "BisectBatchOnFunctionError",
  "DestinationConfig",
  "DocumentDBEventSourceConfig",
  "FilterCriteria",
  "KMSKeyArn",
  "MaximumRecordAgeInSeconds",
  "MaximumRetryAttempts",
  "MetricsConfig",
  "ParallelizationFactor",
  "ProvisionedPollerConfig",
  "Queues",
  "SelfManagedEventSource",
  "SelfManagedKafkaEventSourceConfig",
  "SourceAccessConfigurations",
  "StartingPosition",
  "StartingPositionTimestamp",
  "Tags",
  "Topics",
  "TumblingWindowInSeconds",
];

/** Event source mappings of queues. Source: Lambda API Reference. */
export function eventSourceMappingOperations(lambda: Lambda): Operations {
  const { eventSourceMappings: mappings, account } = lambda;
  const onMapping =
    (action: string) =>
    (input: Members): readonly Access[] => {
      const functionArn = mappings.find(input.text("UUID"))?.FunctionArn;
      return [
        {
          action: `lambda:${action}`,
          resource: arn(account, "lambda", `event-source-mapping:${input.text("UUID")}`),
          ...(functionArn === undefined ? {} : { context: { "lambda:FunctionArn": functionArn } }),
        },
      ];
    };
  const describe = ({ configuration, ...mapping }: EventSourceMapping, state: string = mapping.State) => ({
    UUID: mapping.UUID,
    EventSourceMappingArn: arn(account, "lambda", `event-source-mapping:${mapping.UUID}`),
    EventSourceArn: configuration.EventSourceArn,
    FunctionArn: mapping.FunctionArn,
    BatchSize: configuration.BatchSize,
    MaximumBatchingWindowInSeconds: configuration.MaximumBatchingWindowInSeconds,
    FunctionResponseTypes: configuration.FunctionResponseTypes,
    ...(configuration.MaximumConcurrency === undefined
      ? {}
      : { ScalingConfig: { MaximumConcurrency: configuration.MaximumConcurrency } }),
    LastModified: Date.parse(mapping.lastModified) / 1000,
    State: state,
    StateTransitionReason: "USER_INITIATED",
  });
  return {
    CreateEventSourceMapping: operation(
      (input) => {
        const { arn: functionArn } = lambda.functions.resolve(input.text("FunctionName"));
        const context = { "lambda:FunctionArn": functionArn };
        return [{ action: "lambda:CreateEventSourceMapping", resource: "*", context }];
      },
      async (input) => {
        input.refuse("CreateEventSourceMapping", ...ABSENT);
        const EventSourceArn = input.text("EventSourceArn");
        const FunctionName = input.text("FunctionName");
        return describe(
          await mappings.create({ FunctionName, EventSourceArn, ...settingsIn(input) }),
          "Creating",
        );
      },
    ),
    UpdateEventSourceMapping: operation(onMapping("UpdateEventSourceMapping"), async (input) => {
      input.refuse("UpdateEventSourceMapping", ...ABSENT);
      const { configuration, UUID } = mappings.require(input.text("UUID"));
      const { MaximumConcurrency, ...current } = configuration;
      const update = {
        ...current,
        ...(MaximumConcurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency } }),
        FunctionName: input.optionalText("FunctionName") ?? configuration.FunctionName,
        ...settingsIn(input),
      };
      return describe(await mappings.update(UUID, update), "Updating");
    }),
    DeleteEventSourceMapping: operation(onMapping("DeleteEventSourceMapping"), async (input) => {
      const mapping = mappings.require(input.text("UUID"));
      await mappings.delete(mapping.UUID);
      return describe(mapping, "Deleting");
    }),
    GetEventSourceMapping: operation(onMapping("GetEventSourceMapping"), (input) =>
      describe(mappings.require(input.text("UUID"))),
    ),
    ListEventSourceMappings: operation(unscoped("ListEventSourceMappings"), (input) => {
      const source = input.optionalText("EventSourceArn");
      const name = input.optionalText("FunctionName");
      const functionArn = name === undefined ? undefined : lambda.functions.resolve(name).arn;
      const found = mappings
        .all()
        .filter(
          (mapping) =>
            (source === undefined || mapping.configuration.EventSourceArn === source) &&
            (functionArn === undefined || mapping.FunctionArn === functionArn),
        );
      return listed(
        input,
        "EventSourceMappings",
        found,
        ({ UUID }) => UUID,
        (mapping) => describe(mapping),
      );
    }),
  };
}

function settingsIn(input: Members): Omit<EventSourceMappingInput, "FunctionName" | "EventSourceArn"> {
  const scaling = input.optionalStructure("ScalingConfig");
  const maximum = scaling?.optionalInteger("MaximumConcurrency");
  const given = {
    BatchSize: input.optionalInteger("BatchSize"),
    Enabled: input.optionalBoolean("Enabled"),
    FunctionResponseTypes: input.optionalTexts("FunctionResponseTypes"),
    MaximumBatchingWindowInSeconds: input.optionalInteger("MaximumBatchingWindowInSeconds"),
    ScalingConfig: scaling && (maximum === undefined ? {} : { MaximumConcurrency: maximum }),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
