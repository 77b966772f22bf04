import type { Tags } from "../../core/tags.ts";
import {
  type ConfigurationSet,
  type ConfigurationSetOptions,
  checkName,
  DEFAULT_OPTIONS,
  DIMENSION_SOURCES,
  EVENT_TYPES,
  type EventDestination,
} from "../../services/ses/configuration-sets.ts";
import { checkIdentityName, type EmailIdentity } from "../../services/ses/identities.ts";
import { parseIdentityPolicy } from "../../services/ses/policy.ts";
import type { Ses } from "../../services/ses/ses.ts";
import type { Properties, ProviderModule, ResourceHandler } from "../resource.ts";
import { document, documentText, tagsOf } from "./documents.ts";
import { block, checkProperties, flag, list, oneOf, type Rules, refused, text } from "./property-rules.ts";

/** `aws:sesv2/…`: `EmailIdentity`, `EmailIdentityPolicy`, `ConfigurationSet`, `ConfigurationSetEventDestination`. */
export function sesv2Module(ses: Ses): ProviderModule {
  return {
    resources: {
      "aws:sesv2/emailIdentity:EmailIdentity": emailIdentityHandler(ses),
      "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy": emailIdentityPolicyHandler(ses),
      "aws:sesv2/configurationSet:ConfigurationSet": configurationSetHandler(ses),
      "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination":
        eventDestinationHandler(ses),
    },
  };
}

/** Ids of parts are those of what they are part of and their names, as Terraform's provider has them. */
const SEPARATOR = "|";

function emailIdentityHandler({ identities, configurationSets }: Ses): ResourceHandler {
  const rules: Rules = {
    emailIdentity: refused(checkIdentityName, text({ min: 1 })),
    configurationSetName: text({ min: 1 }),
  };
  return {
    replaceOn: ["emailIdentity"],
    nameProperty: "emailIdentity",
    check: (inputs) => ({ inputs, failures: checkProperties(inputs, rules, ["emailIdentity"]) }),
    create(inputs) {
      const identity = identities.create(
        String(inputs.emailIdentity),
        setIn(inputs, configurationSets),
        tagsOf(inputs),
      );
      return { id: String(inputs.emailIdentity), outputs: identityOutputs(identity, inputs) };
    },
    update(id, inputs) {
      const identity = identities.require(id);
      identity.configurationSetName = setIn(inputs, configurationSets);
      identity.tags = tagsOf(inputs);
      return identityOutputs(identity, inputs);
    },
    delete(id) {
      if (identities.find(id) !== undefined) identities.delete(id);
    },
    read(id, olds) {
      const identity = identities.find(id);
      if (identity === undefined) return undefined;
      const { configurationSetName, tags } = identity;
      const now = { emailIdentity: id, ...(configurationSetName !== undefined && { configurationSetName }) };
      const { configurationSetName: _, ...others } = olds;
      return { id, outputs: identityOutputs(identity, { ...others, ...now, ...shownTags(tags) }) };
    },
  };
}

function shownTags(tags: Tags): Properties {
  return Object.keys(tags).length === 0 ? {} : { tags };
}

function setIn({ configurationSetName }: Properties, sets: Ses["configurationSets"]): string | undefined {
  return configurationSetName === undefined ? undefined : sets.require(String(configurationSetName)).name;
}

function identityOutputs({ arn, type, dkimTokens }: EmailIdentity, inputs: Properties): Properties {
  const ofDomain = type === "DOMAIN";
  return {
    ...inputs,
    arn,
    region: arn.split(":")[3],
    identityType: type,
    verificationStatus: "SUCCESS",
    verifiedForSendingStatus: true,
    dkimSigningAttributes: {
      currentSigningKeyLength: ofDomain ? "RSA_2048_BIT" : "",
      lastKeyGenerationTimestamp: "",
      nextSigningKeyLength: "RSA_2048_BIT",
      signingAttributesOrigin: "AWS_SES",
      status: ofDomain ? "SUCCESS" : "NOT_STARTED",
      tokens: dkimTokens,
    },
  };
}

function emailIdentityPolicyHandler({ identities }: Ses): ResourceHandler {
  const rules: Rules = {
    emailIdentity: text({ min: 1 }),
    policyName: text({ min: 1, max: 64 }),
    policy: document(parseIdentityPolicy),
  };
  const put = (inputs: Properties, replace: boolean): Properties => {
    const { emailIdentity, policyName } = inputs;
    const policy = documentText(inputs.policy);
    identities.putPolicy(String(emailIdentity), String(policyName), policy, replace);
    return { ...inputs, policy, region: identities.require(String(emailIdentity)).arn.split(":")[3] };
  };
  const parts = (id: string) => {
    const [name = "", policyName = ""] = id.split(SEPARATOR);
    return { identity: identities.find(name), policyName };
  };
  return {
    replaceOn: ["emailIdentity", "policyName"],
    nameProperty: "policyName",
    check: (inputs) => ({
      inputs,
      failures: checkProperties(inputs, rules, ["emailIdentity", "policyName", "policy"]),
    }),
    create: (inputs) => ({
      id: `${inputs.emailIdentity}${SEPARATOR}${inputs.policyName}`,
      outputs: put(inputs, false),
    }),
    update: (_id, inputs) => put(inputs, true),
    delete(id) {
      const { identity, policyName } = parts(id);
      identity?.policies.delete(policyName);
    },
    read(id, olds) {
      const { identity, policyName } = parts(id);
      const policy = identity?.policies.get(policyName);
      if (policy === undefined) return undefined;
      return { id, outputs: { ...olds, emailIdentity: identity?.name, policyName, policy } };
    },
  };
}

const SET_RULES: Rules = {
  configurationSetName: refused((name) => checkName("configuration set", name), text({ min: 1 })),
  deliveryOptions: block({ tlsPolicy: oneOf("REQUIRE", "OPTIONAL") }),
  reputationOptions: block({ reputationMetricsEnabled: flag }),
  sendingOptions: block({ sendingEnabled: flag }),
  suppressionOptions: block({ suppressedReasons: list(oneOf("BOUNCE", "COMPLAINT")) }),
};

function configurationSetHandler({ configurationSets: sets }: Ses): ResourceHandler {
  return {
    replaceOn: ["configurationSetName"],
    nameProperty: "configurationSetName",
    check: (inputs) => ({ inputs, failures: checkProperties(inputs, SET_RULES, ["configurationSetName"]) }),
    create(inputs) {
      const set = sets.create(String(inputs.configurationSetName), optionsOf(inputs), tagsOf(inputs));
      return { id: set.name, outputs: setOutputs(set, inputs) };
    },
    update(id, inputs) {
      const set = sets.require(id);
      set.options = optionsOf(inputs);
      set.tags = tagsOf(inputs);
      return setOutputs(set, inputs);
    },
    delete(id) {
      if (sets.find(id) !== undefined) sets.delete(id);
    },
    read(id, olds) {
      const set = sets.find(id);
      if (set === undefined) return undefined;
      const { suppressedReasons } = set.options;
      const now = {
        configurationSetName: id,
        ...shownTags(set.tags),
        ...(suppressedReasons && { suppressionOptions: { suppressedReasons } }),
      };
      return { id, outputs: setOutputs(set, { ...olds, ...now }) };
    },
  };
}

function optionsOf(inputs: Properties): ConfigurationSetOptions {
  const member = (name: string) => (inputs[name] ?? {}) as Properties;
  const { tlsPolicy = DEFAULT_OPTIONS.tlsPolicy } = member("deliveryOptions");
  const { suppressedReasons } = member("suppressionOptions");
  return {
    sendingEnabled: member("sendingOptions").sendingEnabled !== false,
    reputationMetricsEnabled: member("reputationOptions").reputationMetricsEnabled === true,
    tlsPolicy: tlsPolicy as ConfigurationSetOptions["tlsPolicy"],
    suppressedReasons: suppressedReasons as readonly string[] | undefined,
  };
}

function setOutputs({ arn, options }: ConfigurationSet, inputs: Properties): Properties {
  return {
    ...inputs,
    deliveryOptions: { tlsPolicy: options.tlsPolicy },
    reputationOptions: { reputationMetricsEnabled: options.reputationMetricsEnabled, lastFreshStart: "" },
    sendingOptions: { sendingEnabled: options.sendingEnabled },
    arn,
    region: arn.split(":")[3],
  };
}

const DESTINATION_RULES: Rules = {
  configurationSetName: text({ min: 1 }),
  eventDestinationName: refused((name) => checkName("event destination", name), text({ min: 1 })),
  eventDestination: block(
    {
      enabled: flag,
      matchingEventTypes: list(oneOf(...EVENT_TYPES), { min: 1 }),
      cloudWatchDestination: block(
        {
          dimensionConfigurations: list(
            block(
              {
                dimensionName: text({ min: 1, max: 256 }),
                dimensionValueSource: oneOf(...DIMENSION_SOURCES),
                defaultDimensionValue: text({ min: 1, max: 256 }),
              },
              ["dimensionName", "dimensionValueSource", "defaultDimensionValue"],
            ),
            { min: 1 },
          ),
        },
        ["dimensionConfigurations"],
      ),
    },
    ["matchingEventTypes", "cloudWatchDestination"],
  ),
};

function eventDestinationHandler({ configurationSets: sets }: Ses): ResourceHandler {
  const put = (inputs: Properties, replace: boolean): Properties => {
    const setName = String(inputs.configurationSetName);
    sets.putDestination(setName, destinationOf(inputs), replace);
    return { ...inputs, region: sets.require(setName).arn.split(":")[3] };
  };
  const parts = (id: string) => {
    const [setName = "", name = ""] = id.split(SEPARATOR);
    return { setName, destinations: sets.find(setName)?.destinations, name };
  };
  return {
    replaceOn: ["configurationSetName", "eventDestinationName"],
    nameProperty: "eventDestinationName",
    check: (inputs) => ({
      inputs,
      failures: checkProperties(inputs, DESTINATION_RULES, [
        "configurationSetName",
        "eventDestinationName",
        "eventDestination",
      ]),
    }),
    create: (inputs) => ({
      id: `${inputs.configurationSetName}${SEPARATOR}${inputs.eventDestinationName}`,
      outputs: put(inputs, false),
    }),
    update: (_id, inputs) => put(inputs, true),
    delete(id) {
      const { destinations, name } = parts(id);
      destinations?.delete(name);
    },
    read(id, olds) {
      const { setName, destinations, name } = parts(id);
      const destination = destinations?.get(name);
      if (destination === undefined) return undefined;
      const names = { configurationSetName: setName, eventDestinationName: name };
      return { id, outputs: { ...olds, ...names, eventDestination: propertiesOf(destination) } };
    },
  };
}

function destinationOf({ eventDestinationName, eventDestination }: Properties): EventDestination {
  const { enabled, matchingEventTypes, cloudWatchDestination } = eventDestination as Properties;
  const { dimensionConfigurations } = cloudWatchDestination as Properties;
  return {
    name: String(eventDestinationName),
    enabled: enabled === true,
    eventTypes: matchingEventTypes as EventDestination["eventTypes"],
    dimensions: (dimensionConfigurations as readonly Properties[]).map((dimension) => ({
      name: String(dimension.dimensionName),
      source: dimension.dimensionValueSource as EventDestination["dimensions"][number]["source"],
      defaultValue: String(dimension.defaultDimensionValue),
    })),
  };
}

function propertiesOf({ enabled, eventTypes, dimensions }: EventDestination): Properties {
  return {
    enabled,
    matchingEventTypes: eventTypes,
    cloudWatchDestination: {
      dimensionConfigurations: dimensions.map(({ name, source, defaultValue }) => ({
        dimensionName: name,
        dimensionValueSource: source,
        defaultDimensionValue: defaultValue,
      })),
    },
  };
}
