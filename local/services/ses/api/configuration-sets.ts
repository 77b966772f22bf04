import type { Access } from "../../../core/access.ts";
import type { Members } from "../../../core/members.ts";
import { requestTagKeys } from "../../../core/tags.ts";
import {
  type ConfigurationSet,
  type ConfigurationSetOptions,
  DEFAULT_OPTIONS,
  DIMENSION_SOURCES,
  type Dimension,
  EVENT_TYPES,
  type EventDestination,
} from "../configuration-sets.ts";
import { badRequest } from "../errors.ts";
import type { Ses } from "../ses.ts";
import { access, listed, type Operations, operation, tagList, tagsIn, unscoped } from "./operations.ts";

/** What configuration sets have on AWS and not here. */
const ABSENT = ["TrackingOptions", "VdmOptions", "ArchivingOptions", "MessageSecurityOptions"];
const ABSENT_DESTINATIONS = [
  "KinesisFirehoseDestination",
  "SnsDestination",
  "EventBridgeDestination",
  "PinpointDestination",
];

export function configurationSetOperations({ configurationSets: sets }: Ses): Operations {
  const on =
    (action: string) =>
    (input: Members): readonly Access[] => {
      const name = input.text("ConfigurationSetName");
      return [access(action, sets.arnOf(name), sets.find(name)?.tags)];
    };
  const set = (input: Members) => sets.require(input.text("ConfigurationSetName"));
  return {
    CreateConfigurationSet: operation(
      (input) =>
        on("CreateConfigurationSet")(input).map((asked) => ({
          ...asked,
          context: { ...asked.context, ...requestTagKeys(tagsIn(input)) },
        })),
      (input) => {
        input.refuse("CreateConfigurationSet", ...ABSENT);
        sets.create(input.text("ConfigurationSetName"), optionsIn(input), tagsIn(input));
        return {};
      },
    ),
    GetConfigurationSet: operation(on("GetConfigurationSet"), (input) => describe(set(input))),
    ListConfigurationSets: operation(unscoped("ListConfigurationSets"), (input) =>
      listed(input, "ConfigurationSets", sets, ({ name }) => name),
    ),
    DeleteConfigurationSet: operation(on("DeleteConfigurationSet"), (input) => {
      sets.delete(input.text("ConfigurationSetName"));
      return {};
    }),
    PutConfigurationSetSendingOptions: operation(on("PutConfigurationSetSendingOptions"), (input) => {
      const found = set(input);
      found.options = { ...found.options, sendingEnabled: input.optionalBoolean("SendingEnabled") ?? false };
      return {};
    }),
    PutConfigurationSetReputationOptions: operation(on("PutConfigurationSetReputationOptions"), (input) => {
      const found = set(input);
      const reputationMetricsEnabled = input.optionalBoolean("ReputationMetricsEnabled") ?? false;
      found.options = { ...found.options, reputationMetricsEnabled };
      return {};
    }),
    CreateConfigurationSetEventDestination: operation(
      on("CreateConfigurationSetEventDestination"),
      (input) => {
        sets.putDestination(input.text("ConfigurationSetName"), destinationIn(input), false);
        return {};
      },
    ),
    UpdateConfigurationSetEventDestination: operation(
      on("UpdateConfigurationSetEventDestination"),
      (input) => {
        sets.putDestination(input.text("ConfigurationSetName"), destinationIn(input), true);
        return {};
      },
    ),
    GetConfigurationSetEventDestinations: operation(on("GetConfigurationSetEventDestinations"), (input) => ({
      EventDestinations: [...set(input).destinations.values()].map(describeDestination),
    })),
    DeleteConfigurationSetEventDestination: operation(
      on("DeleteConfigurationSetEventDestination"),
      (input) => {
        const name = input.text("EventDestinationName");
        sets.requireDestination(input.text("ConfigurationSetName"), name);
        set(input).destinations.delete(name);
        return {};
      },
    ),
  };
}

function optionsIn(input: Members): ConfigurationSetOptions {
  const delivery = input.optionalStructure("DeliveryOptions");
  delivery?.refuse("CreateConfigurationSet", "SendingPoolName", "MaxDeliverySeconds");
  const tlsPolicy = delivery?.optionalText("TlsPolicy") ?? DEFAULT_OPTIONS.tlsPolicy;
  if (tlsPolicy !== "REQUIRE" && tlsPolicy !== "OPTIONAL")
    throw badRequest(`TlsPolicy must be REQUIRE or OPTIONAL, not ${tlsPolicy}.`);
  return {
    sendingEnabled: input.optionalStructure("SendingOptions")?.optionalBoolean("SendingEnabled") ?? true,
    reputationMetricsEnabled:
      input.optionalStructure("ReputationOptions")?.optionalBoolean("ReputationMetricsEnabled") ?? false,
    tlsPolicy,
    suppressedReasons: input.optionalStructure("SuppressionOptions")?.optionalTexts("SuppressedReasons"),
  };
}

function destinationIn(input: Members): EventDestination {
  const given = input.structure("EventDestination");
  given.refuse("an event destination", ...ABSENT_DESTINATIONS);
  const eventTypes = given.optionalTexts("MatchingEventTypes") ?? [];
  return {
    name: input.text("EventDestinationName"),
    enabled: given.optionalBoolean("Enabled") ?? false,
    eventTypes: eventTypes.map((type) => oneOf("MatchingEventTypes", EVENT_TYPES, type)),
    dimensions: given
      .structure("CloudWatchDestination")
      .structures("DimensionConfigurations")
      .map(
        (dimension): Dimension => ({
          name: dimension.text("DimensionName"),
          source: oneOf("DimensionValueSource", DIMENSION_SOURCES, dimension.text("DimensionValueSource")),
          defaultValue: dimension.text("DefaultDimensionValue"),
        }),
      ),
  };
}

function oneOf<Value extends string>(member: string, values: readonly Value[], given: string): Value {
  const value = values.find((candidate) => candidate === given);
  if (value === undefined) throw badRequest(`${member} must be one of ${values.join(", ")}, not ${given}.`);
  return value;
}

function describe({ name, options, tags }: ConfigurationSet): object {
  const { suppressedReasons } = options;
  return {
    ConfigurationSetName: name,
    DeliveryOptions: { TlsPolicy: options.tlsPolicy },
    ReputationOptions: { ReputationMetricsEnabled: options.reputationMetricsEnabled },
    SendingOptions: { SendingEnabled: options.sendingEnabled },
    SuppressionOptions: suppressedReasons && { SuppressedReasons: suppressedReasons },
    Tags: tagList(tags),
  };
}

function describeDestination({ name, enabled, eventTypes, dimensions }: EventDestination): object {
  return {
    Name: name,
    Enabled: enabled,
    MatchingEventTypes: eventTypes,
    CloudWatchDestination: {
      DimensionConfigurations: dimensions.map((dimension) => ({
        DimensionName: dimension.name,
        DimensionValueSource: dimension.source,
        DefaultDimensionValue: dimension.defaultValue,
      })),
    },
  };
}
