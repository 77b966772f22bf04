import assert from "node:assert/strict";
import type { ResourceRecord } from "../../local/engine/state.ts";
import type { Platform } from "../../local/platform.ts";

/** The resources of a deployed stack, for assertions on the program's graph. */
export class Graph {
  readonly resources: readonly ResourceRecord[];

  constructor(platform: Platform) {
    this.resources = platform.deployment.state.resources;
  }

  ofType(type: string): readonly ResourceRecord[] {
    const found = this.resources.filter((resource) => resource.type === type);
    assert.ok(found.length > 0, `the program has no ${type}`);
    return found;
  }

  find(type: string, name: string): ResourceRecord {
    const found = this.resources.filter((resource) => resource.type === type && resource.name === name);
    assert.equal(found.length, 1, `the program has ${found.length} of ${type} ${name}`);
    return found[0] as ResourceRecord;
  }

  /** The resources the provider made, without stack, components and providers. */
  get custom(): readonly ResourceRecord[] {
    return this.resources.filter(({ type }) => type.startsWith("aws:"));
  }
}

/** A document that a resource has as JSON text. */
export function json(text: unknown): Record<string, unknown> {
  return JSON.parse(String(text));
}
