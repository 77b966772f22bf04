import { matcherOf, type Subject } from "./matching.ts";
import type { FaultRule } from "./plan.ts";
import { RandomStream } from "./random.ts";

/**
 * A rule at work. It has a stream of random numbers of its own and draws one for every subject it matches, so what
 * other rules decide, and when, changes nothing about its own decisions.
 */
export class ActiveRule {
  readonly index: number;
  readonly rule: FaultRule;
  readonly #matches: (subject: Subject) => boolean;
  readonly #random: RandomStream;
  #matched = 0;
  #injected = 0;

  constructor(rule: FaultRule, index: number, seed: number) {
    this.rule = rule;
    this.index = index;
    this.#matches = matcherOf(rule);
    this.#random = new RandomStream(seed, `rule ${index}`);
  }

  /** How many subjects the rule matched so far. */
  get matched(): number {
    return this.#matched;
  }

  /** How often the fault happened so far. */
  get injected(): number {
    return this.#injected;
  }

  /** Whether the fault is to happen to the subject. */
  wants(subject: Subject): boolean {
    if (!this.#matches(subject)) return false;
    const { probability = 1, after = 0, times = Number.POSITIVE_INFINITY } = this.rule;
    const drawn = this.#random.next();
    return ++this.#matched > after && this.#injected < times && drawn < probability;
  }

  /** Tells that the fault does happen. */
  count(): void {
    this.#injected += 1;
  }

  /** One of `limit` choices, from 0, that the rule has to make. */
  choose(limit: number): number {
    return this.#random.below(limit);
  }
}
