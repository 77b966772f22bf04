import type { Clock, Timer } from "../../../core/clock.ts";
import { validationError } from "../../../core/errors.ts";
import type { Stored } from "../engine/collection.ts";
import type { Table } from "../engine/table.ts";
import type { Catalog } from "./catalog.ts";
import type { TimeToLiveSpecification } from "./types.ts";

const SWEEP_MS = 60_000;
/** AWS deletes an item "within a few days" of its expiry; until then reads still show it. */
const GRACE_MS = 10 * 60_000;
/** What expired longer ago is taken for a mistake and kept. */
const MAX_AGE_MS = 5 * 365 * 24 * 3_600_000;

/**
 * Deletes items whose time to live has passed, late as AWS does: ten minutes after the expiry at the earliest, in sweeps
 * a minute apart that run only while some table has a TTL attribute.
 * Source: Amazon DynamoDB Developer Guide, "Using time to live (TTL) in DynamoDB".
 */
export class TimeToLive {
  readonly #clock: Clock;
  readonly #catalog: Catalog;
  #timer: Timer | undefined;

  constructor(clock: Clock, catalog: Catalog) {
    this.#clock = clock;
    this.#catalog = catalog;
  }

  /** @throws {AwsError} `ValidationException` for a setting that is there already. */
  update(table: Table, { Enabled: enabled, AttributeName: attribute }: TimeToLiveSpecification): void {
    const current = table.definition.ttlAttribute;
    if (enabled && current === attribute) throw validationError("TimeToLive is already enabled");
    if (enabled && current !== undefined) {
      throw validationError(
        `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`,
      );
    }
    if (!enabled && current === undefined) throw validationError("TimeToLive is already disabled");
    if (!enabled && current !== attribute) {
      throw validationError(
        `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`,
      );
    }
    const { ttlAttribute: _, ...rest } = table.definition;
    table.definition = enabled ? { ...rest, ttlAttribute: attribute } : rest;
    if (this.#timer === undefined) this.#schedule();
  }

  describe({ definition }: Table): Readonly<Record<string, string>> {
    if (definition.ttlAttribute === undefined) return { TimeToLiveStatus: "DISABLED" };
    return { TimeToLiveStatus: "ENABLED", AttributeName: definition.ttlAttribute };
  }

  close(): void {
    this.#timer?.cancel();
  }

  #schedule(): void {
    const needed = [...this.#catalog].some(({ definition }) => definition.ttlAttribute !== undefined);
    this.#timer = needed ? this.#clock.schedule(SWEEP_MS, () => this.#sweep()) : undefined;
  }

  #sweep(): void {
    const now = this.#clock.now();
    for (const table of this.#catalog) {
      const { ttlAttribute } = table.definition;
      if (ttlAttribute === undefined) continue;
      const expired = [...table.items()].filter((stored) => isExpired(stored, ttlAttribute, now));
      for (const before of expired) {
        table.write(
          now,
          { before, after: undefined },
          { Type: "Service", PrincipalId: "dynamodb.amazonaws.com" },
        );
      }
    }
    this.#schedule();
  }
}

function isExpired(stored: Stored, attribute: string, now: number): boolean {
  const seconds = stored.item[attribute]?.N;
  if (seconds === undefined) return false;
  const age = now - Number(seconds) * 1000;
  return age >= GRACE_MS && age < MAX_AGE_MS;
}
