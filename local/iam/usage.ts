import type { Access } from "../core/access.ts";
import type { Decision, DenialReason } from "./decision.ts";
import type { StatementRef } from "./statements.ts";

/** What a role was let do, or refused, since the local cloud started. */
export interface UsageEntry {
  readonly roleArn: string;
  readonly action: string;
  /** The ARN acted on; `(more)` collects what comes after the first 1,000 resources of a role. */
  readonly resource: string;
  readonly count: number;
  /** The statement that allowed, or explicitly denied. */
  readonly by?: StatementRef;
  /** Set when the call was refused. */
  readonly denied?: DenialReason;
}

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
    const outcome = decision.allowed ? "+" : "-";
    const entry =
      entries.get(`${outcome}${access.action} ${access.resource}`) ??
      this.#add(entries, outcome, access, decision);
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

  #add(
    entries: Map<string, MutableEntry>,
    outcome: string,
    access: Access,
    decision: Decision,
  ): MutableEntry {
    const resource = entries.size < MAX_ENTRIES_PER_ROLE ? access.resource : "(more)";
    const key = `${outcome}${access.action} ${resource}`;
    const existing = entries.get(key);
    if (existing !== undefined) return existing;
    const entry: MutableEntry = { action: access.action, resource, decision, count: 0 };
    entries.set(key, entry);
    return entry;
  }
}
