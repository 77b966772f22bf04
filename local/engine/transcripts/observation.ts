import { isUnknown } from "../../provider/resource.ts";
import { nameOf } from "../urn.ts";
import { isObject, type PropertyMap } from "../wire.ts";
import type { Call } from "./test-provider.ts";

/** What one step of a case did. */
export interface Observation {
  readonly succeeded: boolean;
  readonly calls: readonly Call[];
  /** Which operation came before which, where one resource names the other. */
  readonly order: readonly string[];
  /** `OPERATION URN`, as they began. */
  readonly steps: readonly string[];
  /** `SEVERITY URN: MESSAGE`, of warnings and errors. */
  readonly diagnostics: readonly string[];
  /** As `pulumi stack export --show-secrets` has them. */
  readonly resources: readonly PropertyMap[];
  readonly pendingOperations: readonly string[];
}

/** Fields of a state that differ from run to run, or that are nothing but where the program is. */
const VARYING = new Set(["created", "modified", "sourcePosition", "stackTrace"]);

/**
 * What of an observation is the engine's doing: without times and random identities, and with whatever may happen in
 * any order in one.
 */
export function normalized(observation: Observation): Observation {
  const identities = new Map<string, string>();
  for (const { urn, id } of observation.resources)
    if (typeof id === "string" && UUID.test(id))
      identities.set(id, `uuid of ${String(urn).split("::").at(-1)}`);
  const text = (value: string): string =>
    value.replaceAll(
      new RegExp(UUID.source, "g"),
      (uuid) => identities.get(uuid) ?? (isUnknown(uuid) ? "unknown" : "uuid"),
    );
  const plain = (value: unknown): unknown => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map(plain);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, element]) => [key, SETS.has(key) ? sorted(element) : plain(element)]),
    );
  };
  const resources = observation.resources
    .map((record) => Object.fromEntries(Object.entries(record).filter(([key]) => !VARYING.has(key))))
    .map((record) => plain(record) as PropertyMap);
  return {
    ...observation,
    calls: byResource(observation.calls.map((call) => plain(call) as Call & PropertyMap)),
    order: [...observation.order].sort(),
    steps: [...observation.steps].sort(),
    diagnostics: observation.diagnostics.map(withoutStack).map(text).sort(),
    resources: resources.sort((a, b) => (key(a) < key(b) ? -1 : 1)),
    pendingOperations: [...observation.pendingOperations].sort(),
  };
}

/** Where in the SDK and in the program an error was thrown depends on how that was loaded. */
function withoutStack(diagnostic: string): string {
  return diagnostic.split("\n    at ", 1)[0]?.replaceAll(/'[^']*index\.cjs'/g, "the program") ?? "";
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** Lists of URNs, whose order says nothing. */
const SETS = new Set(["dependencies", "propertyDependencies"]);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(String).sort();
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, urns]) => [key, sorted(urns)]),
  );
}

function key({ urn, id, delete: deleted }: PropertyMap): string {
  return `${urn} ${deleted === true} ${id}`;
}

/** The calls about each resource in their order; what is about different ones may come in any. */
function byResource(calls: readonly Call[]): readonly Call[] {
  const names = [...new Set(calls.map(({ about }) => about))].sort();
  return names.flatMap((name) => {
    const own = withDeletesSorted(calls.filter(({ about }) => about === name));
    // A program calls functions side by side.
    return own.every(({ call }) => call === "invoke") ? own.sort(byContent) : own;
  });
}

/** What was replaced several times, and is there still, is deleted in any order. */
function withDeletesSorted(calls: readonly Call[]): Call[] {
  const result: Call[] = [];
  for (const call of calls) {
    const later = result.findIndex(
      (each, index) =>
        call.call === "delete" &&
        byContent(call, each) < 0 &&
        result.slice(index).every((other) => other.call === "delete"),
    );
    result.splice(later < 0 ? result.length : later, 0, call);
  }
  return result;
}

function byContent(one: Call, other: Call): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

const OPERATIONS = new Set(["create", "update", "delete"]);

/** `FIRST before SECOND`, of the operations on resources of which one names the other. */
export function orderOf(calls: readonly Call[], resources: readonly PropertyMap[]): readonly string[] {
  const needed = new Map<string, Set<string>>();
  for (const { urn, dependencies, parent } of resources) {
    const names = [...(Array.isArray(dependencies) ? dependencies : []), parent].map((each) =>
      nameOf(String(each)),
    );
    const known = needed.get(nameOf(String(urn))) ?? new Set();
    for (const name of names) known.add(name);
    needed.set(nameOf(String(urn)), known);
  }
  const operations = calls.filter(({ call }) => OPERATIONS.has(call));
  return operations.flatMap((later, index) =>
    operations
      .slice(0, index)
      .filter(({ about }) => needed.get(later.about)?.has(about) || needed.get(about)?.has(later.about))
      .map((earlier) => `${earlier.call} ${earlier.about} before ${later.call} ${later.about}`),
  );
}
