import { type Account, arn } from "../../core/account.ts";
import { AwsError, validationError } from "../../core/errors.ts";
import { requireTags, type Tags } from "../../core/tags.ts";
import { parseExpression, type Recurrence } from "../scheduler/expression.ts";
import { type Buses, DEFAULT_BUS, type EventBus } from "./buses.ts";
import { constraint, invalidPattern, limitExceeded, notValid, ruleDoesNotExist } from "./errors.ts";
import { EventPattern } from "./pattern/event-pattern.ts";
import { InvalidPattern } from "./pattern/invalid-pattern.ts";
import { checkTarget, type Target } from "./targets.ts";

/** The members of `PutRule`. */
export interface RuleInput {
  readonly Name: string;
  readonly EventBusName?: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
  readonly Description?: string;
  readonly State?: string;
  readonly RoleArn?: string;
}

export interface Rule {
  readonly arn: string;
  readonly name: string;
  readonly bus: EventBus;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly input: RuleInput;
  readonly pattern: EventPattern | undefined;
  readonly recurrence: Recurrence | undefined;
  readonly enabled: boolean;
  readonly targets: Map<string, Target>;
  tags: Tags;
}

export interface RulesOptions {
  readonly account: Account;
  readonly buses: Buses;
  readonly now: () => number;
  /** Told of every rule that was put, and of its name alone when it is gone. */
  readonly onChange: (arn: string, rule: Rule | undefined) => void;
}

/** Source: EventBridge User Guide, "Amazon EventBridge quotas"; EventBridge API Reference, PutRule and PutTargets. */
const MAX_RULES = 300;
const MAX_TARGETS = 5;
const MAX_PATTERN = 4_096;
const MAX_DESCRIPTION = 512;
const STATES = ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"];

/** The rules of the buses and their targets. */
export class Rules {
  readonly #options: RulesOptions;

  constructor(options: RulesOptions) {
    this.#options = options;
  }

  *[Symbol.iterator](): Iterator<Rule> {
    for (const { rules } of this.#options.buses) yield* rules.values();
  }

  /** The rules of one bus. @throws {AwsError} `ResourceNotFoundException` */
  of(bus?: string): readonly Rule[] {
    return [...this.#options.buses.require(bus).rules.values()];
  }

  arnOf(name: string, bus?: string): string {
    const busName = this.#options.buses.nameOf(bus);
    return arn(
      this.#options.account,
      "events",
      busName === DEFAULT_BUS ? `rule/${name}` : `rule/${busName}/${name}`,
    );
  }

  find(name: string, bus?: string): Rule | undefined {
    return this.#options.buses.find(bus)?.rules.get(name);
  }

  findByArn(ruleArn: string): Rule | undefined {
    return [...this].find((rule) => rule.arn === ruleArn);
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  require(name: string, bus?: string): Rule {
    const { rules, name: busName } = this.#options.buses.require(bus);
    const rule = rules.get(name);
    if (rule === undefined) throw ruleDoesNotExist(name, busName);
    return rule;
  }

  /**
   * Makes a rule, or sets all of one's settings anew; its targets and tags stay.
   * @throws {AwsError} `InvalidEventPatternException`, `ValidationException`, `LimitExceededException`, `ResourceNotFoundException`
   */
  put(input: RuleInput, tags: Tags = {}): Rule {
    const bus = this.#options.buses.require(input.EventBusName);
    checkRuleName(input.Name);
    const {
      EventPattern: pattern,
      ScheduleExpression: schedule,
      Description = "",
      State = "ENABLED",
    } = input;
    if (pattern === undefined && schedule === undefined)
      throw validationError("Parameter(s) EventPattern or ScheduleExpression must be specified.");
    if (schedule !== undefined && bus.name !== DEFAULT_BUS)
      throw validationError("ScheduleExpression is supported only on the default event bus.");
    if (Description.length > MAX_DESCRIPTION)
      throw constraint(
        Description,
        "description",
        `Member must have length less than or equal to ${MAX_DESCRIPTION}`,
      );
    if (!STATES.includes(State))
      throw constraint(State, "state", `Member must satisfy enum value set: [${STATES.join(", ")}]`);
    const old = bus.rules.get(input.Name);
    if (old === undefined && bus.rules.size >= MAX_RULES)
      throw limitExceeded(
        `The requested resource exceeds the maximum number allowed: ${MAX_RULES} rules on ${bus.name}.`,
      );
    const rule: Rule = {
      arn: this.arnOf(input.Name, bus.name),
      name: input.Name,
      bus,
      createdAt: old?.createdAt ?? this.#options.now(),
      input,
      pattern: pattern === undefined ? undefined : parsePattern(pattern),
      recurrence: schedule === undefined ? undefined : parseSchedule(schedule),
      enabled: State !== "DISABLED",
      targets: old?.targets ?? new Map(),
      tags: old?.tags ?? requireTags(tags, validationError),
    };
    this.#set(rule);
    return rule;
  }

  enable(rule: Rule, enabled: boolean): void {
    this.#set({ ...rule, enabled, input: { ...rule.input, State: enabled ? "ENABLED" : "DISABLED" } });
  }

  /** Deletes a rule, which must have no targets; one that is gone already is no error. @throws {AwsError} `ValidationException` */
  delete(name: string, bus?: string): void {
    const rule = this.find(name, bus);
    if (rule === undefined) return;
    if (rule.targets.size > 0) throw validationError("Rule can't be deleted since it has targets.");
    rule.bus.rules.delete(name);
    this.#options.onChange(rule.arn, undefined);
  }

  /** @throws {AwsError} `ValidationException`, `LimitExceededException`, `UnsupportedOperationException` */
  putTargets(rule: Rule, targets: readonly Target[]): void {
    for (const target of targets) checkTarget(target);
    const ids = new Set([...rule.targets.keys(), ...targets.map(({ Id }) => Id)]);
    if (ids.size > MAX_TARGETS)
      throw limitExceeded(
        `The requested resource exceeds the maximum number allowed: ${MAX_TARGETS} targets of rule ${rule.name}.`,
      );
    for (const target of targets) rule.targets.set(target.Id, target);
  }

  #set(rule: Rule): void {
    rule.bus.rules.set(rule.name, rule);
    this.#options.onChange(rule.arn, rule);
  }
}

/** @throws {AwsError} `ValidationException` */
export function checkRuleName(name: string): void {
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name))
    throw constraint(name, "name", "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
}

/** @throws {AwsError} `InvalidEventPatternException` */
export function parsePattern(json: string): EventPattern {
  if (json.length > MAX_PATTERN)
    throw constraint(json, "eventPattern", `Member must have length less than or equal to ${MAX_PATTERN}`);
  try {
    return new EventPattern(json);
  } catch (error) {
    throw error instanceof InvalidPattern ? invalidPattern(error.message) : error;
  }
}

/** In UTC. One-time schedules are Scheduler's only. @throws {AwsError} `ValidationException` */
export function parseSchedule(expression: string): Recurrence {
  try {
    if (/^(rate|cron)\(/.test(expression)) return parseExpression(expression, "UTC");
  } catch (error) {
    throw error instanceof AwsError ? notValid("ScheduleExpression", error.message) : error;
  }
  throw notValid("ScheduleExpression", `${expression} is neither rate(value unit) nor cron(six fields).`);
}
