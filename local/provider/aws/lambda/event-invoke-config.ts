import { normalize } from "../../../engine/wire.ts";
import type { EventInvokeConfig } from "../../../services/lambda/event-invoke-config.ts";
import type { Lambda } from "../../../services/lambda/lambda.ts";
import type { Properties, ResourceHandler } from "../../resource.ts";
import { block, checkProperties, integer, type Rules, text } from "../property-rules.ts";

const DESTINATION = block({ destination: text({ min: 1 }) }, ["destination"]);

const RULES: Rules = {
  destinationConfig: block({ onFailure: DESTINATION, onSuccess: DESTINATION }),
  functionName: text({ min: 1 }),
  maximumEventAgeInSeconds: integer(60, 21_600),
  maximumRetryAttempts: integer(0, 2),
  qualifier: text({ min: 1 }),
};

/** `aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig`. */
export function eventInvokeConfigHandler(lambda: Lambda): ResourceHandler {
  const { eventInvokeConfigs, functions } = lambda;
  const outputs = (inputs: Properties, config: EventInvokeConfig): Properties => ({
    ...inputs,
    maximumEventAgeInSeconds: config.MaximumEventAgeInSeconds,
    maximumRetryAttempts: config.MaximumRetryAttempts,
  });
  const find = (reference: string) =>
    functions.find(reference.split(":", 1)[0] ?? "") === undefined
      ? undefined
      : eventInvokeConfigs.find(reference);
  return {
    replaceOn: ["functionName", "qualifier"],
    check: (inputs) => ({ inputs, failures: checkProperties(inputs, RULES, ["functionName"]) }),
    create(inputs) {
      const id = reference(inputs);
      return { id, outputs: outputs(inputs, eventInvokeConfigs.put(id, settings(inputs))) };
    },
    update: (id, inputs) => outputs(inputs, eventInvokeConfigs.put(id, settings(inputs))),
    delete(id) {
      if (find(id) !== undefined) eventInvokeConfigs.delete(id);
    },
    read(id, olds) {
      const config = find(id);
      if (config === undefined) return undefined;
      const [functionName, qualifier] = id.split(":", 2);
      const { OnFailure, OnSuccess } = config.DestinationConfig;
      const destinationConfig = normalize({
        onFailure: OnFailure && { destination: OnFailure.Destination },
        onSuccess: OnSuccess && { destination: OnSuccess.Destination },
      });
      const now = { functionName, ...(qualifier && { qualifier }), destinationConfig };
      return { id, outputs: outputs({ ...olds, ...now }, config) };
    },
  };
}

function reference({ functionName, qualifier }: Properties): string {
  return qualifier === undefined ? String(functionName) : `${functionName}:${qualifier}`;
}

function settings(inputs: Properties): Partial<EventInvokeConfig> {
  const { onFailure, onSuccess } = (inputs.destinationConfig ?? {}) as {
    readonly onFailure?: { readonly destination: string };
    readonly onSuccess?: { readonly destination: string };
  };
  const { maximumEventAgeInSeconds: age, maximumRetryAttempts: retries } = inputs;
  return {
    ...(age === undefined ? {} : { MaximumEventAgeInSeconds: Number(age) }),
    ...(retries === undefined ? {} : { MaximumRetryAttempts: Number(retries) }),
    DestinationConfig: {
      ...(onFailure === undefined ? {} : { OnFailure: { Destination: onFailure.destination } }),
      ...(onSuccess === undefined ? {} : { OnSuccess: { Destination: onSuccess.destination } }),
    },
  };
}
