import type { EventSourceMappingInput } from "../../../services/lambda/event-source-mapping.ts";
import type { EventSourceMapping } from "../../../services/lambda/event-source-mappings.ts";
import type { Lambda } from "../../../services/lambda/lambda.ts";
import type { Properties, ResourceHandler } from "../../resource.ts";
import { block, checkProperties, flag, integer, list, oneOf, type Rules, text } from "../property-rules.ts";
import { eventSourceMappingArn } from "./arns.ts";

const RULES: Rules = {
  batchSize: integer(1, 10_000),
  enabled: flag,
  eventSourceArn: text({ min: 1 }),
  functionName: text({ min: 1 }),
  functionResponseTypes: list(oneOf("ReportBatchItemFailures")),
  maximumBatchingWindowInSeconds: integer(0, 300),
  scalingConfig: block({ maximumConcurrency: integer(2, 1000) }),
  useResourceTimeoutForPropagation: flag,
};

/** `aws:lambda/eventSourceMapping:EventSourceMapping`, of SQS queues. */
export function eventSourceMappingHandler(lambda: Lambda): ResourceHandler {
  const { account, eventSourceMappings } = lambda;
  const outputs = (inputs: Properties, mapping: EventSourceMapping): Properties => ({
    ...inputs,
    uuid: mapping.UUID,
    arn: eventSourceMappingArn(account, mapping.UUID),
    functionArn: mapping.FunctionArn,
    batchSize: mapping.configuration.BatchSize,
    enabled: mapping.configuration.Enabled,
    lastModified: mapping.lastModified,
    lastProcessingResult: mapping.LastProcessingResult,
    state: mapping.State,
    stateTransitionReason: "USER_INITIATED",
  });
  return {
    replaceOn: ["eventSourceArn"],
    check: (inputs) => ({
      inputs,
      failures: checkProperties(inputs, RULES, ["eventSourceArn", "functionName"]),
    }),
    async create(inputs) {
      const mapping = await eventSourceMappings.create(settings(inputs));
      return { id: mapping.UUID, outputs: outputs(inputs, mapping) };
    },
    async update(id, inputs) {
      return outputs(inputs, await eventSourceMappings.update(id, settings(inputs)));
    },
    async delete(id) {
      if (eventSourceMappings.find(id) !== undefined) await eventSourceMappings.delete(id);
    },
    read(id, olds) {
      const mapping = eventSourceMappings.find(id);
      if (mapping === undefined) return undefined;
      const { configuration } = mapping;
      const now = {
        eventSourceArn: configuration.EventSourceArn,
        functionName: olds.functionName ?? configuration.FunctionName,
        maximumBatchingWindowInSeconds: configuration.MaximumBatchingWindowInSeconds,
        functionResponseTypes: configuration.FunctionResponseTypes,
        scalingConfig:
          configuration.MaximumConcurrency === undefined
            ? undefined
            : { maximumConcurrency: configuration.MaximumConcurrency },
      };
      return { id, outputs: outputs({ ...olds, ...now }, mapping) };
    },
  };
}

const MEMBERS = {
  BatchSize: "batchSize",
  MaximumBatchingWindowInSeconds: "maximumBatchingWindowInSeconds",
  FunctionResponseTypes: "functionResponseTypes",
  Enabled: "enabled",
} as const;

function settings(inputs: Properties): EventSourceMappingInput {
  const { maximumConcurrency } = (inputs.scalingConfig ?? {}) as { maximumConcurrency?: number };
  const optional = Object.entries(MEMBERS)
    .map(([member, property]) => [member, inputs[property]])
    .filter(([, value]) => value !== undefined);
  return {
    EventSourceArn: String(inputs.eventSourceArn),
    FunctionName: String(inputs.functionName),
    ...Object.fromEntries(optional),
    ...(maximumConcurrency === undefined
      ? {}
      : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
  };
}
