import type { MetricDatum } from "../../core/ports.ts";

const MAX_VALUES = 100;
const MAX_DIMENSIONS = 30;

type Json = Readonly<Record<string, unknown>>;

/**
 * The metrics in a message in the embedded metric format: one per metric, dimension set and value. What does not keep
 * to the format gives none, as CloudWatch Logs does not refuse it either.
 * Source: CloudWatch User Guide, "Specification: Embedded metric format".
 */
export function embeddedMetrics(message: string): readonly MetricDatum[] {
  if (!message.startsWith("{") || !message.includes('"_aws"')) return [];
  const root = parse(message);
  const metadata = root?._aws;
  if (root === undefined || !isObject(metadata) || typeof metadata.Timestamp !== "number") return [];
  const timestamp = metadata.Timestamp;
  return objects(metadata.CloudWatchMetrics).flatMap((directive) => {
    const namespace = directive.Namespace;
    if (typeof namespace !== "string" || namespace === "") return [];
    return dimensionSets(directive, root).flatMap((dimensions) =>
      objects(directive.Metrics).flatMap((metric) => {
        const { Name: name, Unit: unit } = metric;
        if (typeof name !== "string") return [];
        return values(root[name]).map((value) => ({
          namespace,
          name,
          dimensions,
          value,
          timestamp,
          ...(typeof unit === "string" && { unit }),
        }));
      }),
    );
  });
}

function dimensionSets(directive: Json, root: Json): readonly Readonly<Record<string, string>>[] {
  const sets = directive.Dimensions;
  if (!Array.isArray(sets) || sets.length === 0) return [{}];
  return sets.flatMap((names) => {
    if (!Array.isArray(names) || names.length > MAX_DIMENSIONS) return [];
    const entries = names.map((name) => [String(name), root[String(name)]] as const);
    const complete = entries.every(([, value]) => typeof value === "string" && value !== "");
    return complete ? [Object.fromEntries(entries) as Record<string, string>] : [];
  });
}

function values(value: unknown): readonly number[] {
  const list = Array.isArray(value) ? value.slice(0, MAX_VALUES) : [value];
  return list.filter((item): item is number => typeof item === "number" && Number.isFinite(item));
}

function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(message: string): Json | undefined {
  try {
    const root: unknown = JSON.parse(message);
    return isObject(root) ? root : undefined;
  } catch {
    return undefined;
  }
}
