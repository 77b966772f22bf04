import type { Clock } from "../core/clock.ts";
import { ActiveRule } from "./active-rule.ts";
import type { Subject } from "./matching.ts";
import type { FaultKind, FaultPlan, FaultPlanInput, FaultRule } from "./plan.ts";
import { readPlan, type Services } from "./read-plan.ts";

/** A fault that happened. */
export interface InjectedFault {
  readonly seed: number;
  /** The rule's position in the plan. */
  readonly rule: number;
  readonly fault: FaultKind;
  /** On the local cloud's clock, ISO 8601. */
  readonly time: string;
  /** `service:operation`, such as `sqs:SendMessage`. */
  readonly call: string;
  readonly resources: readonly string[];
  /** The ARN of the calling session, or the service that called. */
  readonly caller?: string;
}

/** How far a rule has come. */
export interface RuleProgress {
  readonly rule: FaultRule;
  readonly matched: number;
  readonly injected: number;
}

export interface FaultsStatus {
  readonly plan: FaultPlan | undefined;
  readonly rules: readonly RuleProgress[];
  /** All that were injected since the plan was set. */
  readonly count: number;
}

/** How many injected faults are remembered, the latest. */
const REMEMBERED = 10_000;

/** The plan in force, its decisions, and what was injected. Without a plan nothing happens. */
export class Faults {
  readonly #clock: Clock;
  readonly #services: () => Services;
  #plan: FaultPlan | undefined;
  #rules: readonly ActiveRule[] = [];
  #injected: InjectedFault[] = [];
  #count = 0;

  constructor(options: {
    readonly clock: Clock;
    /** What plans may name. */
    readonly services: () => Services;
  }) {
    this.#clock = options.clock;
    this.#services = options.services;
  }

  /** Whether there is a plan. */
  get active(): boolean {
    return this.#plan !== undefined;
  }

  /** Whether a rule in force is of one of the kinds. */
  has(kinds: ReadonlySet<FaultKind>): boolean {
    return this.#rules.some(({ rule }) => kinds.has(rule.fault));
  }

  /** Puts a plan in force from its beginning, in place of any other. @throws {FaultPlanError} */
  set(plan: FaultPlanInput): FaultPlan {
    const checked = readPlan(plan, this.#services());
    this.#plan = checked;
    this.#rules = checked.rules.map((rule, index) => new ActiveRule(rule, index, checked.seed));
    this.#injected = [];
    this.#count = 0;
    return checked;
  }

  /** Ends all faults. What was injected stays known until the next plan. */
  clear(): void {
    this.#plan = undefined;
    this.#rules = [];
  }

  /** Ends all faults and forgets what was injected. */
  reset(): void {
    this.clear();
    this.#injected = [];
    this.#count = 0;
  }

  /** What was injected since the last plan was set, the latest 10,000, in order. */
  injected(): readonly InjectedFault[] {
    return this.#injected;
  }

  status(): FaultsStatus {
    const rules = this.#rules.map(({ rule, matched, injected }) => ({ rule, matched, injected }));
    return { plan: this.#plan, rules, count: this.#count };
  }

  /** The rules of some kinds, in the plan's order, whose faults are to happen to the subject. Asks each of them once. */
  wanted(subject: Subject, kinds: ReadonlySet<FaultKind>): readonly ActiveRule[] {
    return this.#rules.filter((active) => kinds.has(active.rule.fault) && active.wants(subject));
  }

  /** Tells that the fault of a wanted rule happens, now. */
  record(active: ActiveRule, { service, operation, resources, principal }: Subject): void {
    active.count();
    this.#count += 1;
    if (this.#injected.length === REMEMBERED) this.#injected = this.#injected.slice(REMEMBERED / 10);
    this.#injected.push({
      seed: this.#plan?.seed ?? 0,
      rule: active.index,
      fault: active.rule.fault,
      time: this.#clock.date().toISOString(),
      call: `${service}:${operation}`,
      resources,
      ...callerOf(principal),
    });
  }
}

function callerOf(principal: Subject["principal"]): { readonly caller?: string } {
  switch (principal?.kind) {
    case "root":
    case "session":
      return { caller: principal.arn };
    case "service":
      return { caller: principal.service };
    default:
      return {};
  }
}
