import type { Operation } from "./plan.ts";

const OPERATIONS: Readonly<Record<string, Operation>> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
  import: "import",
  "import-replacement": "import",
};

/** What a step of Pulumi's does to a resource; undefined for one that changes nothing, or is a part of a replacement. */
export function operationOf(op: string): Operation | undefined {
  return Object.hasOwn(OPERATIONS, op) ? OPERATIONS[op] : undefined;
}
