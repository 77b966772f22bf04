import type { Clock } from "../../../core/clock.ts";
import { TokenBucket } from "../../../core/token-bucket.ts";

/** Source: Step Functions Developer Guide, "Quotas related to state throttling", standard workflows. */
const LARGE = { regions: ["us-east-1", "us-west-2", "eu-west-1"], perSecond: 5_000 };
const PER_SECOND = 800;

/** The state transitions that an account may make: more have to wait. */
export class Transitions {
  readonly #clock: Clock;
  readonly #bucket: TokenBucket;
  readonly #perSecond: number;

  constructor(clock: Clock, region: string) {
    this.#clock = clock;
    this.#perSecond = LARGE.regions.includes(region) ? LARGE.perSecond : PER_SECOND;
    this.#bucket = new TokenBucket(clock, this.#perSecond, this.#perSecond);
  }

  /** Resolves when there may be one more; undefined when there may be at once. */
  next(throttled: () => void, signal: AbortSignal): Promise<void> | undefined {
    return this.#bucket.take() ? undefined : this.#wait(throttled, signal);
  }

  async #wait(throttled: () => void, signal: AbortSignal): Promise<void> {
    do {
      throttled();
      await this.#clock.sleep(Math.ceil(1_000 / this.#perSecond), signal);
    } while (!signal.aborted && !this.#bucket.take());
  }
}
