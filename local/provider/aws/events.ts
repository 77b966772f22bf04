import { type Archive, type ArchiveSettings, checkArchiveName } from "../../services/events/archives.ts";
import { type BusSettings, checkBusName, DEFAULT_BUS, type EventBus } from "../../services/events/buses.ts";
import type { Events } from "../../services/events/events.ts";
import { parseBusPolicy } from "../../services/events/policy.ts";
import {
  checkRuleName,
  parsePattern,
  parseSchedule,
  type Rule,
  type RuleInput,
} from "../../services/events/rules.ts";
import {
  checkTarget,
  EVENT_AGE_SECONDS,
  RETRY_ATTEMPTS,
  type Target,
} from "../../services/events/targets.ts";
import { holdsUnknown, type Properties, type ProviderModule, type ResourceHandler } from "../resource.ts";
import { document, documentText, tagsOf } from "./documents.ts";
import {
  block,
  checkProperties,
  flag,
  integer,
  map,
  oneOf,
  type Rules,
  refused,
  text,
} from "./property-rules.ts";

/** EventBridge, whose types the AWS provider has under its old name: `aws:cloudwatch/event…`. */
export function eventsModule(events: Events): ProviderModule {
  return {
    resources: {
      "aws:cloudwatch/eventBus:EventBus": busHandler(events),
      "aws:cloudwatch/eventBusPolicy:EventBusPolicy": busPolicyHandler(events),
      "aws:cloudwatch/eventRule:EventRule": ruleHandler(events),
      "aws:cloudwatch/eventTarget:EventTarget": targetHandler(events),
      "aws:cloudwatch/eventArchive:EventArchive": archiveHandler(events),
    },
  };
}

const MAX_BUS_NAME = 256;
const MAX_RULE_NAME = 64;
const MAX_ARCHIVE_NAME = 48;

const busNameRule = text({ min: 1, max: 1_600 });
const deadLetterRule = block({ arn: text({ min: 1 }) });

function busHandler({ buses }: Events): ResourceHandler {
  const rules: Rules = {
    name: refused(checkBusName, text()),
    description: text({ max: 512 }),
    kmsKeyIdentifier: text({ max: 2_048 }),
    deadLetterConfig: deadLetterRule,
  };
  const outputsOf = (bus: EventBus, inputs: Properties): Properties => ({
    ...inputs,
    name: bus.name,
    arn: bus.arn,
    region: regionOf(bus.arn),
  });
  return {
    replaceOn: ["name"],
    nameProperty: "name",
    check(inputs, { autoName }) {
      const failures = checkProperties(inputs, rules);
      return {
        inputs: inputs.name === undefined ? { ...inputs, name: autoName(MAX_BUS_NAME) } : inputs,
        failures,
      };
    },
    create(inputs) {
      const bus = buses.create(String(inputs.name), busSettings(inputs), tagsOf(inputs));
      return { id: bus.name, outputs: outputsOf(bus, inputs) };
    },
    update(id, inputs) {
      const bus = buses.require(id);
      buses.update(bus, busSettings(inputs));
      bus.tags = tagsOf(inputs);
      return outputsOf(bus, inputs);
    },
    delete: (id) => buses.delete(id),
    read(id, olds) {
      const bus = buses.find(id);
      if (bus === undefined) return undefined;
      const { description, kmsKeyIdentifier, deadLetterArn } = bus.settings;
      const deadLetterConfig = deadLetterArn === undefined ? undefined : { arn: deadLetterArn };
      const now = { description, kmsKeyIdentifier, deadLetterConfig, tags: bus.tags };
      return { id, outputs: outputsOf(bus, { ...olds, ...now }) };
    },
  };
}

function busSettings({ description, kmsKeyIdentifier, deadLetterConfig }: Properties): BusSettings {
  const deadLetterArn = (deadLetterConfig as Properties | undefined)?.arn;
  return {
    ...(description ? { description: String(description) } : {}),
    ...(kmsKeyIdentifier ? { kmsKeyIdentifier: String(kmsKeyIdentifier) } : {}),
    ...(deadLetterArn ? { deadLetterArn: String(deadLetterArn) } : {}),
  };
}

function busPolicyHandler({ buses }: Events): ResourceHandler {
  const rules: Rules = { eventBusName: busNameRule, policy: document(parseBusPolicy) };
  const set = (inputs: Properties): Properties => {
    const policy = documentText(inputs.policy);
    const bus = buses.require(String(inputs.eventBusName));
    bus.policy = parseBusPolicy(policy);
    return { ...inputs, policy, region: regionOf(bus.arn) };
  };
  return {
    replaceOn: ["eventBusName"],
    check(given) {
      const inputs = { eventBusName: DEFAULT_BUS, ...given };
      return { inputs, failures: checkProperties(inputs, rules, ["policy"]) };
    },
    create: (inputs) => ({ id: String(inputs.eventBusName), outputs: set(inputs) }),
    update: (_id, inputs) => set(inputs),
    delete(id) {
      const bus = buses.find(id);
      if (bus !== undefined) bus.policy = undefined;
    },
    read(id, olds) {
      const policy = buses.find(id)?.policy;
      return policy && { id, outputs: { ...olds, eventBusName: id, policy: JSON.stringify(policy) } };
    },
  };
}

const RULE_RULES: Rules = {
  name: refused(checkRuleName, text()),
  eventBusName: busNameRule,
  eventPattern: document(parsePattern),
  scheduleExpression: refused(parseSchedule, text({ max: 256 })),
  description: text({ max: 512 }),
  roleArn: text({ min: 1 }),
  state: oneOf("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"),
  forceDestroy: flag,
};

function ruleHandler({ buses, rules }: Events): ResourceHandler {
  const outputsOf = (rule: Rule, inputs: Properties): Properties => ({
    ...inputs,
    arn: rule.arn,
    region: regionOf(rule.arn),
    state: rule.input.State,
  });
  const idOf = ({ name, bus }: Rule) => (bus.name === DEFAULT_BUS ? name : `${bus.name}/${name}`);
  const find = (id: string) => {
    const at = id.lastIndexOf("/");
    return at < 0 ? rules.find(id) : rules.find(id.slice(at + 1), id.slice(0, at));
  };
  const inputOf = ({ eventPattern, forceDestroy, tags, tagsAll, region, ...inputs }: Properties): RuleInput =>
    capitalised({
      ...inputs,
      ...(eventPattern ? { eventPattern: documentText(eventPattern) } : {}),
    }) as unknown as RuleInput;
  return {
    replaceOn: ["name", "eventBusName"],
    nameProperty: "name",
    check(given, { autoName }) {
      const inputs: Properties = {
        eventBusName: DEFAULT_BUS,
        forceDestroy: false,
        state: "ENABLED",
        ...given,
      };
      const either = inputs.eventPattern ?? inputs.scheduleExpression;
      const failures = [
        ...checkProperties(inputs, RULE_RULES),
        ...(either === undefined
          ? [{ property: "eventPattern", reason: "is required, or scheduleExpression" }]
          : []),
      ];
      return {
        inputs: inputs.name === undefined ? { ...inputs, name: autoName(MAX_RULE_NAME) } : inputs,
        failures,
      };
    },
    create(inputs) {
      const rule = rules.put(inputOf(inputs), tagsOf(inputs));
      return { id: idOf(rule), outputs: outputsOf(rule, inputs) };
    },
    update(_id, inputs) {
      const rule = rules.put(inputOf(inputs));
      rule.tags = tagsOf(inputs);
      return outputsOf(rule, inputs);
    },
    delete(id, { forceDestroy }) {
      const rule = find(id);
      if (rule === undefined) return;
      if (forceDestroy === true) rule.targets.clear();
      rules.delete(rule.name, rule.bus.name);
    },
    read(id, olds) {
      const rule = find(id);
      if (rule === undefined) return undefined;
      const { EventPattern, ScheduleExpression, Description, RoleArn, State = "ENABLED" } = rule.input;
      const now = {
        name: rule.name,
        eventBusName: buses.nameOf(rule.bus.arn),
        eventPattern: EventPattern,
        scheduleExpression: ScheduleExpression,
        description: Description,
        roleArn: RoleArn,
        tags: rule.tags,
      };
      return { id, outputs: { ...outputsOf(rule, { ...olds, ...now }), state: State } };
    },
  };
}

const TARGET_RULES: Rules = {
  targetId: text({ min: 1, max: 64 }),
  rule: text({ min: 1, max: MAX_RULE_NAME }),
  eventBusName: busNameRule,
  arn: text({ min: 1 }),
  roleArn: text({ min: 1 }),
  input: text({ max: 8_192 }),
  inputPath: text({ max: 256 }),
  inputTransformer: block({ inputPaths: map(text()), inputTemplate: text({ min: 1, max: 8_192 }) }, [
    "inputTemplate",
  ]),
  sqsTarget: block({ messageGroupId: text({ min: 1 }) }),
  deadLetterConfig: deadLetterRule,
  retryPolicy: block({
    maximumEventAgeInSeconds: integer(EVENT_AGE_SECONDS.min, EVENT_AGE_SECONDS.max),
    maximumRetryAttempts: integer(RETRY_ATTEMPTS.min, RETRY_ATTEMPTS.max),
  }),
  forceDestroy: flag,
};

function targetHandler({ rules }: Events): ResourceHandler {
  const put = (inputs: Properties): Properties => {
    const rule = rules.require(String(inputs.rule), String(inputs.eventBusName));
    rules.putTargets(rule, [targetOf(inputs)]);
    return { ...inputs, region: regionOf(rule.arn) };
  };
  const idOf = ({ eventBusName, rule, targetId }: Properties) =>
    [...(eventBusName === DEFAULT_BUS ? [] : [eventBusName]), rule, targetId].join("-");
  const targetsIn = ({ rule, eventBusName }: Properties) =>
    rules.find(String(rule), String(eventBusName))?.targets;
  return {
    replaceOn: ["targetId", "rule", "eventBusName"],
    nameProperty: "targetId",
    check(given, { autoName }) {
      const inputs: Properties = {
        eventBusName: DEFAULT_BUS,
        forceDestroy: false,
        ...given,
        targetId: given.targetId ?? autoName(MAX_RULE_NAME),
      };
      const failures = checkProperties(inputs, TARGET_RULES, ["rule", "arn"]);
      if (failures.length > 0 || holdsUnknown(inputs)) return { inputs, failures };
      return {
        inputs,
        failures: refused(
          () => checkTarget(targetOf(inputs)),
          () => [],
        )("target", "arn"),
      };
    },
    create: (inputs) => ({ id: idOf(inputs), outputs: put(inputs) }),
    update: (_id, inputs) => put(inputs),
    delete(_id, olds) {
      targetsIn(olds)?.delete(String(olds.targetId));
    },
    read(id, olds) {
      const place = olds.targetId === undefined ? imported(id) : olds;
      const rule = place && rules.find(String(place.rule), String(place.eventBusName));
      const target = rule?.targets.get(String(place?.targetId));
      if (rule === undefined || target === undefined) return undefined;
      const now = { ...place, ...propertiesOf(target), region: regionOf(rule.arn) };
      return { id: idOf(now), outputs: { ...olds, ...now } };
    },
  };
}

/** What the AWS provider imports a target by: `rule/target`, or `bus/rule/target` where it is not the default bus. */
function imported(id: string): Properties | undefined {
  const [targetId, rule, ...bus] = id.split("/").reverse();
  if (rule === undefined) return undefined;
  return { targetId, rule, eventBusName: bus.length === 0 ? DEFAULT_BUS : bus.reverse().join("/") };
}

function targetOf(inputs: Properties): Target {
  const {
    targetId,
    arn,
    roleArn,
    input,
    inputPath,
    inputTransformer,
    sqsTarget,
    deadLetterConfig,
    retryPolicy,
  } = inputs;
  const { inputPaths = {}, inputTemplate } = (inputTransformer ?? {}) as Properties;
  return {
    Id: targetId,
    Arn: arn,
    ...(roleArn ? { RoleArn: roleArn } : {}),
    ...(input ? { Input: input } : {}),
    ...(inputPath ? { InputPath: inputPath } : {}),
    ...(inputTransformer
      ? { InputTransformer: { InputPathsMap: inputPaths, InputTemplate: inputTemplate } }
      : {}),
    ...(sqsTarget ? { SqsParameters: capitalised(sqsTarget as Properties) } : {}),
    ...(deadLetterConfig ? { DeadLetterConfig: capitalised(deadLetterConfig as Properties) } : {}),
    ...(retryPolicy ? { RetryPolicy: capitalised(retryPolicy as Properties) } : {}),
  } as Target;
}

/** The inverse of `targetOf`. */
function propertiesOf(target: Target): Properties {
  const { Id, InputTransformer, SqsParameters, DeadLetterConfig, RetryPolicy } = target;
  return {
    targetId: Id,
    arn: target.Arn,
    roleArn: target.RoleArn,
    input: target.Input,
    inputPath: target.InputPath,
    inputTransformer: InputTransformer && {
      inputPaths: InputTransformer.InputPathsMap,
      inputTemplate: InputTransformer.InputTemplate,
    },
    sqsTarget: SqsParameters && { messageGroupId: SqsParameters.MessageGroupId },
    deadLetterConfig: DeadLetterConfig && { arn: DeadLetterConfig.Arn },
    retryPolicy: RetryPolicy && {
      maximumEventAgeInSeconds: RetryPolicy.MaximumEventAgeInSeconds,
      maximumRetryAttempts: RetryPolicy.MaximumRetryAttempts,
    },
  };
}

function archiveHandler({ archives }: Events): ResourceHandler {
  const rules: Rules = {
    name: refused(checkArchiveName, text()),
    eventSourceArn: text({ min: 1 }),
    description: text({ max: 512 }),
    eventPattern: document(parsePattern),
    retentionDays: integer(0),
    kmsKeyIdentifier: text({ max: 2_048 }),
  };
  const outputsOf = (archive: Archive, inputs: Properties): Properties => ({
    ...inputs,
    arn: archive.arn,
    region: regionOf(archive.arn),
  });
  const settingsOf = ({
    description,
    eventPattern,
    retentionDays,
    kmsKeyIdentifier,
  }: Properties): ArchiveSettings => ({
    retentionDays: Number(retentionDays ?? 0),
    ...(description ? { description: String(description) } : {}),
    ...(eventPattern ? { eventPattern: documentText(eventPattern) } : {}),
    ...(kmsKeyIdentifier ? { kmsKeyIdentifier: String(kmsKeyIdentifier) } : {}),
  });
  return {
    replaceOn: ["name", "eventSourceArn"],
    nameProperty: "name",
    check(inputs, { autoName }) {
      const failures = checkProperties(inputs, rules, ["eventSourceArn"]);
      return {
        inputs: inputs.name === undefined ? { ...inputs, name: autoName(MAX_ARCHIVE_NAME) } : inputs,
        failures,
      };
    },
    create(inputs) {
      const archive = archives.create(String(inputs.name), String(inputs.eventSourceArn), settingsOf(inputs));
      return { id: archive.name, outputs: outputsOf(archive, inputs) };
    },
    update(id, inputs) {
      const archive = archives.require(id);
      archives.update(archive, settingsOf(inputs));
      return outputsOf(archive, inputs);
    },
    delete: (id) => archives.delete(id),
    read(id, olds) {
      const archive = archives.find(id);
      if (archive === undefined) return undefined;
      const now = { name: id, eventSourceArn: archive.busArn, ...archive.settings };
      return { id, outputs: outputsOf(archive, { ...olds, ...now }) };
    },
  };
}

/** The members of the API that properties set, under its names. */
function capitalised(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => value !== undefined && value !== null && value !== "")
      .map(([name, value]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]),
  );
}

function regionOf(arn: string): string | undefined {
  return arn.split(":")[3];
}
