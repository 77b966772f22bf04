import type { Access } from "../core/access.ts";
import type { Decision, DenialReason } from "./decision.ts";
import type { StatementRef } from "./statements.ts";

/** What a role was let do, or refused, since the local cloud started. */
export interface UsageEntry {
  readonly roleArn: string;
  readonly action: string;
  /** The ARN acted on; `MORE` collects what comes after the first 1,000 resources of a role. */
  readonly resource: string;
  readonly count: number;
  /** The statement that allowed, or explicitly denied. */
  readonly by?: StatementRef;
  /** Set when the call was refused. */
  readonly denied?: DenialReason;
}

/** In place of the resources for which there is no room. */
export const MORE = "(more)";

const MAX_ENTRIES_PER_ROLE = 1_000;

interface MutableEntry {
  readonly action: string;
  readonly resource: string;
  readonly decision: Decision;
  count: number;
}

/** Counts decisions per role, so that a report can say which grants nothing used and which were missing. */
export class Usage {
  readonly #roles = new Map<string, Map<string, MutableEntry>>();

  record(roleArn: string, access: Access, decision: Decision): void {
    let entries = this.#roles.get(roleArn);
    if (entries === undefined) {
      entries = new Map();
      this.#roles.set(roleArn, entries);
    }
    const entry =
      entries.get(keyOf(access.action, access.resource, decision)) ?? this.#add(entries, access, decision);
    entry.count++;
  }

  clear(): void {
    this.#roles.clear();
  }

  entries(): UsageEntry[] {
    return [...this.#roles].flatMap(([roleArn, entries]) =>
      [...entries.values()].map(({ action, resource, count, decision }) => ({
        roleArn,
        action,
        resource,
        count,
        ...(decision.by === undefined ? {} : { by: decision.by }),
        ...(decision.allowed ? {} : { denied: decision.reason }),
      })),
    );
  }

  #add(entries: Map<string, MutableEntry>, { action, resource }: Access, decision: Decision): MutableEntry {
    const shown = entries.size < MAX_ENTRIES_PER_ROLE ? resource : MORE;
    const key = keyOf(action, shown, decision);
    const existing = entries.get(key);
    if (existing !== undefined) return existing;
    const entry: MutableEntry = { action, resource: shown, decision, count: 0 };
    entries.set(key, entry);
    return entry;
  }
}

/** Decisions by different statements are different uses, for each statement is a grant of its own. */
function keyOf(action: string, resource: string, { allowed, by }: Decision): string {
  return `${allowed ? "+" : "-"}${action} ${resource} ${by?.policy} ${by?.statement}`;
}
