import { malformedXml } from "../../gateway/xml.ts";
import { invalidArgument, notImplemented } from "./errors.ts";
import type { LifecycleRule, ObjectVersion } from "./model.ts";
import { elements, type Structure, structureOf, textOf } from "./structures.ts";

const DAY_MS = 24 * 3_600_000;
const MAX_RULES = 1_000;
const MAX_ID = 255;
const NOT_HERE = ["Transition", "NoncurrentVersionTransition"];
const ACTIONS = ["Expiration", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload", ...NOT_HERE];

/** Source: S3 API Reference, "PutBucketLifecycleConfiguration". @throws {AwsError} `MalformedXML`, `InvalidArgument` */
export function readLifecycle(given: unknown): readonly LifecycleRule[] {
  const rules = elements(structureOf(given), "Rule").map((rule) => readRule(structureOf(rule)));
  if (rules.length === 0 || rules.length > MAX_RULES) throw malformedXml();
  const ids = rules.map(({ id }) => id).filter((id) => id !== "");
  if (new Set(ids).size < ids.length)
    throw invalidArgument("Rule ID must be unique. Found same ID for more than one rule");
  return rules;
}

function readRule(rule: Structure): LifecycleRule {
  const status = textOf(rule, "Status");
  if (status !== "Enabled" && status !== "Disabled") throw malformedXml();
  const id = textOf(rule, "ID") ?? "";
  if (id.length > MAX_ID) throw invalidArgument("ID length should not exceed allowed limit of 255");
  for (const name of NOT_HERE)
    if (rule[name] !== undefined) throw notImplemented(`lifecycle rules with ${name}`);
  if (!ACTIONS.some((action) => rule[action] !== undefined))
    throw invalidArgument("At least one action needs to be specified in a rule");
  const expiration = structureOf(rule.Expiration ?? {});
  if (expiration.Date !== undefined) throw notImplemented("lifecycle rules with Expiration.Date");
  const noncurrent = structureOf(rule.NoncurrentVersionExpiration ?? {});
  const expirationDays = days(expiration, "Days", "Expiration");
  const noncurrentDays = days(noncurrent, "NoncurrentDays", "NoncurrentVersionExpiration");
  const abort = structureOf(rule.AbortIncompleteMultipartUpload ?? {});
  const abortDays = days(abort, "DaysAfterInitiation", "AbortIncompleteMultipartUpload");
  return {
    id,
    enabled: status === "Enabled",
    prefix: prefixOf(rule),
    expiredDeleteMarkers: textOf(expiration, "ExpiredObjectDeleteMarker") === "true",
    newerNoncurrentVersions: days(noncurrent, "NewerNoncurrentVersions", "NoncurrentVersionExpiration") ?? 0,
    ...(expirationDays === undefined ? {} : { expirationDays }),
    ...(noncurrentDays === undefined ? {} : { noncurrentDays }),
    ...(abortDays === undefined ? {} : { abortDays }),
  };
}

function prefixOf(rule: Structure): string {
  if (rule.Filter === undefined) {
    const prefix = textOf(rule, "Prefix");
    if (prefix === undefined) throw malformedXml();
    return prefix;
  }
  if (rule.Prefix !== undefined) throw malformedXml();
  const filter = structureOf(rule.Filter);
  const other = Object.keys(filter).find((name) => name !== "Prefix");
  if (other !== undefined) throw notImplemented(`lifecycle rules with a filter by ${other}`);
  return textOf(filter, "Prefix") ?? "";
}

function days(structure: Structure, name: string, action: string): number | undefined {
  const text = textOf(structure, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw invalidArgument(`'${name}' for ${action} action must be a positive integer`);
  return value;
}

/**
 * Which versions of one object the rules have expired, and whether its current one has to give way to a marker.
 * S3 counts from the midnight that follows. Source: S3 User Guide, "Expiring objects".
 */
export function expired(
  versions: readonly ObjectVersion[],
  rules: readonly LifecycleRule[],
  now: number,
): { readonly dropped: readonly ObjectVersion[]; readonly marked: boolean } {
  const [current, ...noncurrent] = versions;
  const dropped = new Set<ObjectVersion>();
  let marked = false;
  for (const rule of rules) {
    if (!rule.enabled || current === undefined || !current.key.startsWith(rule.prefix)) continue;
    if (current.content === undefined) {
      const past = rule.expirationDays === undefined || due(current.lastModified, rule.expirationDays, now);
      if ((rule.expiredDeleteMarkers || rule.expirationDays !== undefined) && past && noncurrent.length === 0)
        dropped.add(current);
    } else if (rule.expirationDays !== undefined && due(current.lastModified, rule.expirationDays, now)) {
      marked = true;
    }
    if (rule.noncurrentDays === undefined) continue;
    for (const [index, version] of noncurrent.entries()) {
      const since = versions[index]?.lastModified ?? now;
      if (index >= rule.newerNoncurrentVersions && due(since, rule.noncurrentDays, now)) dropped.add(version);
    }
  }
  return { dropped: [...dropped], marked };
}

/** Whether the rules have given a multipart upload up. */
export function isAbandoned(
  { key, initiated }: { readonly key: string; readonly initiated: number },
  rules: readonly LifecycleRule[],
  now: number,
): boolean {
  return rules.some(
    ({ enabled, prefix, abortDays }) =>
      enabled && key.startsWith(prefix) && abortDays !== undefined && due(initiated, abortDays, now),
  );
}

function due(since: number, dayCount: number, now: number): boolean {
  return now >= Math.ceil((since + dayCount * DAY_MS) / DAY_MS) * DAY_MS;
}
