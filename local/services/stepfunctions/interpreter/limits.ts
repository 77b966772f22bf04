import type { Json } from "../language/json.ts";
import { OutsideError } from "../language/states-error.ts";

/** Source: Step Functions Developer Guide, "Step Functions service quotas". */
export const MAX_PAYLOAD_BYTES = 262_144;
export const MAX_HISTORY_EVENTS = 25_000;
export const MAX_EXECUTION_SECONDS = 31_536_000;
export const INLINE_MAP_CONCURRENCY = 40;

/** The history is full: the execution has failed, whatever its states would catch. */
export class HistoryFull extends Error {}

/** The execution was stopped or ran too long, or another branch has failed: nothing more is to be done. */
export class Aborted extends Error {}

/** @throws {StatesError} `States.DataLimitExceeded` */
export function checkSize(state: string, value: Json): void {
  if (Buffer.byteLength(JSON.stringify(value)) <= MAX_PAYLOAD_BYTES) return;
  throw new OutsideError(
    "States.DataLimitExceeded",
    `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
