import { AwsError } from "../../core/errors.ts";
import { normalize } from "../../engine/wire.ts";
import { parseExpression } from "../../services/scheduler/expression.ts";
import { DEFAULT_GROUP, type Schedule, type ScheduleInput } from "../../services/scheduler/schedule.ts";
import type { ScheduleGroup } from "../../services/scheduler/schedule-groups.ts";
import type { Scheduler } from "../../services/scheduler/scheduler.ts";
import {
  checkName,
  EVENT_AGE_SECONDS,
  RETRY_ATTEMPTS,
  WINDOW_MINUTES,
} from "../../services/scheduler/validation.ts";
import {
  type CheckFailure,
  isUnknown,
  type Properties,
  type ProviderModule,
  type ResourceHandler,
} from "../resource.ts";
import { tagsOf } from "./documents.ts";
import { block, checkProperties, integer, oneOf, type Rules, text } from "./property-rules.ts";

const MAX_NAME = 64;

/** `aws:scheduler/schedule:Schedule` and `aws:scheduler/scheduleGroup:ScheduleGroup`. */
export function schedulerModule(scheduler: Scheduler): ProviderModule {
  return {
    resources: {
      "aws:scheduler/schedule:Schedule": scheduleHandler(scheduler),
      "aws:scheduler/scheduleGroup:ScheduleGroup": groupHandler(scheduler),
    },
  };
}

const RULES: Rules = {
  name: text({ min: 1, max: MAX_NAME }),
  groupName: text({ min: 1, max: MAX_NAME }),
  description: text({ max: 512 }),
  scheduleExpression: text({ min: 1, max: 256 }),
  scheduleExpressionTimezone: text({ min: 1, max: 50 }),
  startDate: text(),
  endDate: text(),
  state: oneOf("ENABLED", "DISABLED"),
  actionAfterCompletion: oneOf("NONE", "DELETE"),
  kmsKeyArn: text({ min: 1 }),
  flexibleTimeWindow: block(
    {
      mode: oneOf("OFF", "FLEXIBLE"),
      maximumWindowInMinutes: integer(WINDOW_MINUTES.min, WINDOW_MINUTES.max),
    },
    ["mode"],
  ),
  target: block(
    {
      arn: text({ min: 1 }),
      roleArn: text({ min: 1 }),
      input: text({ min: 1 }),
      deadLetterConfig: block({ arn: text({ min: 1 }) }, ["arn"]),
      retryPolicy: block({
        maximumEventAgeInSeconds: integer(EVENT_AGE_SECONDS.min, EVENT_AGE_SECONDS.max),
        maximumRetryAttempts: integer(RETRY_ATTEMPTS.min, RETRY_ATTEMPTS.max),
      }),
      sqsParameters: block({ messageGroupId: text({ min: 1, max: 128 }) }),
    },
    ["arn", "roleArn"],
  ),
};

/** The defaults of Pulumi's AWS provider. */
const DEFAULTS: Properties = {
  actionAfterCompletion: "NONE",
  groupName: DEFAULT_GROUP,
  scheduleExpressionTimezone: "UTC",
  state: "ENABLED",
};

function scheduleHandler({ schedules }: Scheduler): ResourceHandler {
  const outputsOf = (schedule: Schedule, inputs: Properties): Properties => ({
    ...inputs,
    arn: schedule.arn,
    region: schedule.arn.split(":")[3],
    target: targetOutputs(schedule, (inputs.target ?? {}) as Properties),
  });
  const partsOf = (id: string) => id.split("/", 2) as [groupName: string, name: string];
  return {
    replaceOn: ["name", "groupName"],
    nameProperty: "name",
    check(given, { autoName }) {
      const inputs: Properties = { ...DEFAULTS, ...given };
      const failures = [
        ...checkProperties(inputs, RULES, ["flexibleTimeWindow", "scheduleExpression", "target"]),
        ...nameFailures(inputs, "name", "groupName"),
        ...expressionFailures(inputs),
      ];
      return {
        inputs: inputs.name === undefined ? { ...inputs, name: autoName(MAX_NAME) } : inputs,
        failures,
      };
    },
    async create(inputs) {
      const schedule = await schedules.create(inputOf(inputs));
      const { groupName, name } = schedule.definition;
      return { id: `${groupName}/${name}`, outputs: outputsOf(schedule, inputs) };
    },
    async update(_id, inputs) {
      return outputsOf(await schedules.update(inputOf(inputs)), inputs);
    },
    delete(id) {
      const [groupName, name] = partsOf(id);
      if (schedules.find(groupName, name) !== undefined) schedules.delete(groupName, name);
    },
    read(id, olds) {
      const schedule = schedules.find(...partsOf(id));
      return (
        schedule && {
          id,
          outputs: outputsOf(schedule, normalize({ ...olds, ...settingsOf(schedule, olds) })),
        }
      );
    },
  };
}

/** A schedule's settings, however they came about, as properties. */
function settingsOf({ definition }: Schedule, olds: Properties): Properties {
  const { groupName, name, description, expression, timeZone, windowMinutes, enabled, target } = definition;
  return {
    groupName,
    name,
    description,
    scheduleExpression: expression,
    scheduleExpressionTimezone: timeZone,
    state: enabled ? "ENABLED" : "DISABLED",
    flexibleTimeWindow:
      windowMinutes === 0 ? { mode: "OFF" } : { mode: "FLEXIBLE", maximumWindowInMinutes: windowMinutes },
    target: {
      ...(olds.target as Properties),
      arn: target.arn,
      roleArn: target.roleArn,
      input: target.input,
      deadLetterConfig: target.deadLetterArn === undefined ? undefined : { arn: target.deadLetterArn },
    },
  };
}

function groupHandler(scheduler: Scheduler): ResourceHandler {
  const { groups } = scheduler;
  const outputsOf = (group: ScheduleGroup, inputs: Properties): Properties => ({
    ...inputs,
    name: group.name,
    arn: group.arn,
    region: group.arn.split(":")[3],
    state: "ACTIVE",
    creationDate: new Date(group.createdAt).toISOString(),
    lastModificationDate: new Date(group.createdAt).toISOString(),
  });
  return {
    replaceOn: ["name"],
    nameProperty: "name",
    check(inputs, { autoName }) {
      const failures = [
        ...checkProperties(inputs, { name: text({ min: 1, max: MAX_NAME }) }),
        ...nameFailures(inputs, "name"),
      ];
      return {
        inputs: inputs.name === undefined ? { ...inputs, name: autoName(MAX_NAME) } : inputs,
        failures,
      };
    },
    create(inputs) {
      const group = groups.create(String(inputs.name), tagsOf(inputs));
      return { id: group.name, outputs: outputsOf(group, inputs) };
    },
    update(id, inputs) {
      const group = groups.require(id);
      group.tags = tagsOf(inputs);
      return outputsOf(group, inputs);
    },
    delete(id) {
      if (groups.find(id) !== undefined) scheduler.deleteGroup(id);
    },
    read(id, olds) {
      const group = groups.find(id);
      return group && { id, outputs: outputsOf(group, { ...olds, tags: group.tags }) };
    },
  };
}

/** The members of the API that properties set. */
function inputOf(inputs: Properties): ScheduleInput {
  const target = inputs.target as Properties;
  const window = inputs.flexibleTimeWindow as Properties;
  const deadLetter = target.deadLetterConfig as Properties | undefined;
  const retry = (target.retryPolicy ?? {}) as Properties;
  const sqs = target.sqsParameters as Properties | undefined;
  return {
    Name: String(inputs.name),
    GroupName: String(inputs.groupName),
    ScheduleExpression: String(inputs.scheduleExpression),
    ...optional("Description", inputs.description, String),
    ...optional("ScheduleExpressionTimezone", inputs.scheduleExpressionTimezone, String),
    ...optional("StartDate", inputs.startDate, String),
    ...optional("EndDate", inputs.endDate, String),
    ...optional("State", inputs.state, String),
    ...optional("ActionAfterCompletion", inputs.actionAfterCompletion, String),
    ...optional("KmsKeyArn", inputs.kmsKeyArn, String),
    FlexibleTimeWindow: {
      Mode: String(window.mode),
      ...optional("MaximumWindowInMinutes", window.maximumWindowInMinutes, Number),
    },
    Target: {
      Arn: String(target.arn),
      RoleArn: String(target.roleArn),
      ...optional("Input", target.input, String),
      ...(deadLetter && { DeadLetterConfig: { Arn: String(deadLetter.arn) } }),
      RetryPolicy: {
        ...optional("MaximumEventAgeInSeconds", retry.maximumEventAgeInSeconds, Number),
        ...optional("MaximumRetryAttempts", retry.maximumRetryAttempts, Number),
      },
      ...(sqs && { SqsParameters: optional("MessageGroupId", sqs.messageGroupId, String) }),
    },
  };
}

function optional<Name extends string, T>(
  name: Name,
  value: unknown,
  convert: (value: unknown) => T,
): { [Key in Name]?: T } {
  const set: { [Key in Name]?: T } = {};
  if (value !== undefined && value !== null) set[name] = convert(value);
  return set;
}

function targetOutputs({ definition }: Schedule, target: Properties): Properties {
  const { maximumEventAgeInSeconds, maximumRetryAttempts } = definition.target;
  return { ...target, retryPolicy: { maximumEventAgeInSeconds, maximumRetryAttempts } };
}

function nameFailures(inputs: Properties, ...properties: readonly string[]): readonly CheckFailure[] {
  return properties.flatMap((property) => {
    const value = inputs[property];
    if (typeof value !== "string" || isUnknown(value)) return [];
    return refusal(property, () => checkName(value, property));
  });
}

function expressionFailures({
  scheduleExpression,
  scheduleExpressionTimezone,
}: Properties): readonly CheckFailure[] {
  const known = [scheduleExpression, scheduleExpressionTimezone].every(
    (value) => typeof value === "string" && !isUnknown(value),
  );
  if (!known) return [];
  return refusal("scheduleExpression", () =>
    parseExpression(String(scheduleExpression), String(scheduleExpressionTimezone)),
  );
}

function refusal(property: string, check: () => unknown): readonly CheckFailure[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return [{ property, reason: error.message }];
  }
}
