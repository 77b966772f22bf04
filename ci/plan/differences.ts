import { isProviderType, nameOf } from "../../local/engine/urn.ts";
import type { PropertyMap } from "../../local/engine/wire.ts";
import type { Operation, Plan, ResourceChange } from "./plan.ts";
import { propertyChanges } from "./property-changes.ts";

/** A step that an engine would take, as either engine tells of it. */
export interface PlannedStep {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  /** False for components and the stack. */
  readonly custom: boolean;
  /** The inputs before it, and after it. */
  readonly before: PropertyMap;
  readonly after: PropertyMap;
  /** The property paths for which the provider has to replace the resource. */
  readonly replacing: readonly string[];
}

/** What an engine's steps change of the resources in the cloud; components and providers are none. */
export function differences(steps: readonly PlannedStep[]): Pick<Plan, "changes" | "unchanged"> {
  const resources = steps.filter(({ custom, type }) => custom && !isProviderType(type));
  const changes = resources.flatMap(({ op, urn, type, before, after, replacing }): ResourceChange[] => {
    const operation = operationOf(op);
    if (operation === undefined) return [];
    return [
      { operation, urn, type, name: nameOf(urn), properties: propertyChanges(before, after, replacing) },
    ];
  });
  return {
    changes: changes.sort((a, b) => (a.urn < b.urn ? -1 : 1)),
    unchanged: resources.filter(({ op }) => op === "same").length,
  };
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
  import: "import",
  "import-replacement": "import",
};

/** Undefined for a step that changes nothing, or is a part of a replacement. */
function operationOf(op: string): Operation | undefined {
  return Object.hasOwn(OPERATIONS, op) ? OPERATIONS[op] : undefined;
}
