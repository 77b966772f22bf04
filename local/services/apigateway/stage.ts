import type { Clock } from "../../core/clock.ts";
import { TokenBucket } from "../../core/token-bucket.ts";
import type { AccessLog } from "./access-log.ts";
import type { StageSettings, ThrottlingSettings } from "./model.ts";

/** Requests per second, and at once, of a whole account in a region, and of a route that sets nothing else. */
export const ACCOUNT_RATE = 10_000;
export const ACCOUNT_BURST = 5_000;

/**
 * One stage as it serves: its settings, its access log and a token bucket for each throttled route.
 * Source: API Gateway Developer Guide, "Throttle requests to your HTTP APIs".
 */
export class Stage {
  readonly settings: StageSettings;
  readonly accessLog: AccessLog | undefined;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, TokenBucket | undefined>();

  constructor(settings: StageSettings, accessLog: AccessLog | undefined, clock: Clock) {
    this.settings = settings;
    this.accessLog = accessLog;
    this.#clock = clock;
  }

  get name(): string {
    return this.settings.stageName;
  }

  /** False where the route's limits are used up. */
  admits(routeKey: string): boolean {
    if (!this.#buckets.has(routeKey)) this.#buckets.set(routeKey, this.#bucket(routeKey));
    return this.#buckets.get(routeKey)?.take() ?? true;
  }

  hasDetailedMetrics(routeKey: string): boolean {
    return this.#settingsOf(routeKey).detailedMetricsEnabled === true;
  }

  #bucket(routeKey: string): TokenBucket | undefined {
    const { throttlingRateLimit: rate, throttlingBurstLimit: burst } = this.#settingsOf(routeKey);
    if (rate === undefined && burst === undefined) return undefined;
    return new TokenBucket(this.#clock, rate ?? ACCOUNT_RATE, burst ?? ACCOUNT_BURST);
  }

  #settingsOf(routeKey: string): ThrottlingSettings {
    return { ...this.settings.defaultRouteSettings, ...this.settings.routeSettings?.[routeKey] };
  }
}
