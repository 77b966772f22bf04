import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import {
  emptyBatch,
  invalidBatchEntryId,
  queryErrorCode,
  repeatedBatchEntryId,
  tooManyEntries,
} from "./errors.ts";

const MAX_ENTRIES = 10;

/** The entries of a batch. @throws {AwsError} for what fails the batch as a whole. */
export function batchEntries(input: Members, entryType: string): readonly Members[] {
  const entries = input.value("Entries") === undefined ? [] : input.structures("Entries");
  if (entries.length === 0) throw emptyBatch(entryType);
  if (entries.length > MAX_ENTRIES) throw tooManyEntries(entries.length);
  const ids = new Set<string>();
  for (const entry of entries) {
    const id = entry.text("Id");
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(id)) throw invalidBatchEntryId();
    if (ids.has(id)) throw repeatedBatchEntryId(id);
    ids.add(id);
  }
  return entries;
}

export interface BatchResult {
  readonly Successful: readonly Readonly<Record<string, unknown>>[];
  readonly Failed?: readonly Readonly<Record<string, unknown>>[];
}

/** Runs every entry on its own: what one throws becomes its result. */
export function runBatch(
  entries: readonly Members[],
  run: (entry: Members) => object | undefined,
): BatchResult {
  const successful: Record<string, unknown>[] = [];
  const failed: Record<string, unknown>[] = [];
  for (const entry of entries) {
    const Id = entry.text("Id");
    try {
      successful.push({ Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id, SenderFault: true, Code: queryErrorCode(error), Message: error.message });
    }
  }
  return { Successful: successful, ...(failed.length > 0 && { Failed: failed }) };
}
