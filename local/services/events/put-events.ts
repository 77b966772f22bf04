import { randomUUID } from "node:crypto";
import type { Access } from "../../core/access.ts";
import { AwsError, validationError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import { putEventsAccess } from "./access.ts";
import type { Buses } from "./buses.ts";
import { constraint } from "./errors.ts";
import { type BusEvent, formatTime, type Incoming } from "./event.ts";

/** Source: EventBridge API Reference, PutEvents; AWS Compute Blog, "serverless services now support payloads up to 1 MB". */
const MAX_ENTRIES = 10;
const MAX_BYTES = 1_048_576;
const TIME_BYTES = 14;

/** What asks for the permission to put these entries: each kind of event on each bus. */
export function accessToPut(buses: Buses, input: Members): readonly Access[] {
  const accesses = new Map<string, Access>();
  for (const entry of entriesOf(input)) {
    const bus = entry.optionalText("EventBusName");
    const busArn = buses.arnOf(bus);
    const source = entry.optionalText("Source") ?? "";
    const detailType = entry.optionalText("DetailType") ?? "";
    const access = putEventsAccess(busArn, buses.find(bus)?.policy, { source, detailType });
    accesses.set(JSON.stringify([busArn, source, detailType]), access);
  }
  return [...accesses.values()];
}

/** @throws {AwsError} `ValidationException` */
export function entriesOf(input: Members): readonly Members[] {
  const entries = input.structures("Entries");
  if (entries.length < 1 || entries.length > MAX_ENTRIES)
    throw constraint(
      `${entries.length} entries`,
      "entries",
      `Member must have length ${entries.length < 1 ? "greater than or equal to 1" : `less than or equal to ${MAX_ENTRIES}`}`,
    );
  return entries;
}

/** @throws {AwsError} `ValidationException` when all entries together are too large */
export function checkSize(entries: readonly Members[]): void {
  const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (size > MAX_BYTES)
    throw validationError(
      `Total size of the entries in the request is over the limit: ${size} of ${MAX_BYTES} bytes.`,
    );
}

/** Source: EventBridge User Guide, "Calculating PutEvents event entry size". */
function sizeOf(entry: Members): number {
  const texts = ["Source", "DetailType", "Detail"].map((member) => entry.optionalText(member) ?? "");
  const bytes = [...texts, ...(entry.optionalTexts("Resources") ?? [])].map((text) =>
    Buffer.byteLength(text),
  );
  return bytes.reduce((sum, length) => sum + length, entry.value("Time") === undefined ? 0 : TIME_BYTES);
}

/** @throws {AwsError} the error of this entry alone */
export function readEntry(
  entry: Members,
  { account, region }: Pick<BusEvent, "account" | "region">,
  now: number,
): Incoming {
  const source = argument(entry, "Source");
  const detailType = argument(entry, "DetailType");
  const detail = readDetail(argument(entry, "Detail"));
  if (/^aws\./.test(source))
    throw new AwsError("NotAuthorizedForSourceException", "Not authorized for the source.");
  const time = entry.optionalTime("Time") ?? now;
  if (Number.isNaN(time)) throw invalid("Time", "Time is not a timestamp.");
  const traceHeader = entry.optionalText("TraceHeader");
  const event: BusEvent = {
    version: "0",
    id: randomUUID(),
    "detail-type": detailType,
    source,
    account,
    time: formatTime(time),
    region,
    resources: entry.optionalTexts("Resources") ?? [],
    detail,
  };
  return { event, ingestedAt: now, ...(traceHeader !== undefined && { traceHeader }) };
}

function argument(entry: Members, name: string): string {
  const value = entry.optionalText(name);
  if (value) return value;
  throw invalid(name, `${name} is a required argument.`);
}

function invalid(name: string, reason: string): AwsError {
  return new AwsError("InvalidArgument", `Parameter ${name} is not valid. Reason: ${reason}`);
}

function readDetail(json: string): object {
  try {
    const detail: unknown = JSON.parse(json);
    if (typeof detail === "object" && detail !== null && !Array.isArray(detail)) return detail;
  } catch {}
  throw new AwsError("MalformedDetail", "Detail is malformed.");
}
