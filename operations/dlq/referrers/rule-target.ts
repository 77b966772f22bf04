import {
  type EventBridgeClient,
  type EventBus,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Rule,
  type Target,
} from "@aws-sdk/client-eventbridge";
import type { BusEvent } from "../../../local/services/events/event.ts";
import { inputOf, type TargetInput } from "../../../local/services/events/input.ts";
import { concurrently } from "../../concurrent.ts";
import { attribute, type DeadLetter } from "../dead-letter.ts";
import { eventOf } from "../event.ts";
import { pages } from "../pages.ts";
import type { Targets } from "../targets.ts";
import type { LastError, Redrive, Referrer } from "./referrer.ts";
import { serviceError } from "./service-error.ts";

/** A target of a rule of EventBridge. It is given what the rule gives it, without the bus. */
export class RuleTarget implements Referrer {
  readonly kind = "rule";
  readonly name: string;
  readonly arn: string;
  readonly deadLetterArn: string;
  readonly #target: Target;
  readonly #targets: Targets;

  constructor(rule: { readonly name: string; readonly arn: string }, target: Target, targets: Targets) {
    this.name = rule.name;
    this.arn = rule.arn;
    this.deadLetterArn = target.DeadLetterConfig?.Arn ?? "";
    this.#target = target;
    this.#targets = targets;
  }

  hasPut(letter: DeadLetter): boolean {
    return attribute(letter, "RULE_ARN") === this.arn && attribute(letter, "TARGET_ARN") === this.#target.Arn;
  }

  errorOf(letter: DeadLetter): LastError | undefined {
    return serviceError(letter);
  }

  redrive(letter: DeadLetter): Redrive {
    const event = eventOf(letter);
    const incoming = { event: event as BusEvent, ingestedAt: Date.parse(event.time) };
    const text = inputOf(this.#target as TargetInput, incoming, this);
    const groupId = this.#target.SqsParameters?.MessageGroupId;
    return this.#targets.to(this.#target.Arn ?? "", letter, { text, groupId });
  }
}

export async function ruleTargets(
  events: EventBridgeClient,
  targets: Targets,
): Promise<readonly RuleTarget[]> {
  const rules = (
    await concurrently(await allBuses(events), ({ Arn }) =>
      pages<Rule>(async (NextToken) => {
        const page = await events.send(new ListRulesCommand({ EventBusName: Arn, NextToken }));
        return [page.Rules, page.NextToken];
      }),
    )
  ).flat();
  const found = await concurrently(rules, async ({ Name: name = "", Arn: arn = "", EventBusName }) => {
    const all = await pages<Target>(async (NextToken) => {
      const page = await events.send(new ListTargetsByRuleCommand({ Rule: name, EventBusName, NextToken }));
      return [page.Targets, page.NextToken];
    });
    return all
      .filter(({ DeadLetterConfig }) => DeadLetterConfig?.Arn !== undefined)
      .map((target) => new RuleTarget({ name, arn }, target, targets));
  });
  return found.flat();
}

export function allBuses(events: EventBridgeClient): Promise<readonly EventBus[]> {
  return pages<EventBus>(async (NextToken) => {
    const page = await events.send(new ListEventBusesCommand({ NextToken }));
    return [page.EventBuses, page.NextToken];
  });
}
