import type { TableDefinition } from "./definition.ts";

/** So many seconds of unused capacity can be used later. Source: Amazon DynamoDB Developer Guide, "Burst capacity". */
const BURST_SECONDS = 300;

export type CapacityKind = "read" | "write";

interface Use {
  /** Units that time has not made up for yet. */
  units: number;
  /** Milliseconds since the epoch. */
  at: number;
}

/** What of the provisioned capacity of a table and its global indexes is used up. A new table has all of its burst. */
export class ProvisionedCapacity {
  readonly #uses = new Map<string, Use>();

  /** Whether a request may begin: what it takes shows only later, and may be more than is left. */
  isLeft(definition: TableDefinition, kind: CapacityKind, now: number, index?: string): boolean {
    const perSecond = provisioned(definition, kind, index);
    if (perSecond === undefined) return true;
    const use = this.#use(kind, index);
    use.units = Math.max(0, use.units - ((now - use.at) / 1000) * perSecond);
    use.at = now;
    return use.units < perSecond * BURST_SECONDS;
  }

  take(kind: CapacityKind, units: number, index?: string): void {
    this.#use(kind, index).units += units;
  }

  clear(): void {
    this.#uses.clear();
  }

  #use(kind: CapacityKind, index = ""): Use {
    const key = `${kind} ${index}`;
    const known = this.#uses.get(key);
    if (known !== undefined) return known;
    const use = { units: 0, at: 0 };
    this.#uses.set(key, use);
    return use;
  }
}

/** Units a second; undefined for a table on demand. */
function provisioned(
  { billingMode, throughput, indexes }: TableDefinition,
  kind: CapacityKind,
  index: string | undefined,
): number | undefined {
  if (billingMode !== "PROVISIONED") return undefined;
  const of = index === undefined ? throughput : indexes.find(({ name }) => name === index)?.throughput;
  return kind === "read" ? of?.ReadCapacityUnits : of?.WriteCapacityUnits;
}
