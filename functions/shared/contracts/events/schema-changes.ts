import { isDeepStrictEqual } from "node:util";

/** A JSON Schema as the contracts give it. */
export interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly [keyword: string]: unknown;
}

/** What tells readers about values and says nothing about which are taken. */
const ANNOTATIONS = ["$schema", "title", "description", "examples"];
const WALKED = ["properties", "required", "items"];

/**
 * What changed in an event's schema beyond new optional members, each with its place. Nothing else is harmless: what is
 * in the archive must satisfy the new contract, and what is put under it the one that consumers were deployed with.
 */
export function breakingChanges(released: Schema, next: Schema, place = ""): readonly string[] {
  const where = place === "" ? "the event" : place;
  const changes = keywordsOf(released, next)
    .filter((keyword) => !isDeepStrictEqual(released[keyword], next[keyword]))
    .map((keyword) => `${where}: ${keyword} was ${shown(released[keyword])} and is ${shown(next[keyword])}`);

  const { items: before } = released;
  const { items: after } = next;
  if (before !== undefined && after !== undefined)
    changes.push(...breakingChanges(before, after, `${place}/*`));
  else if (before !== undefined) changes.push(`${where}: its items are described no more`);
  else if (after !== undefined) changes.push(`${where}: its items are described only now`);

  return [...changes, ...memberChanges(released, next, place)];
}

function memberChanges(released: Schema, next: Schema, place: string): readonly string[] {
  const changes: string[] = [];
  const { properties: before = {}, required: needed = [] } = released;
  const { properties: after = {}, required: needs = [] } = next;
  for (const [name, member] of Object.entries(before)) {
    const where = `${place}/${name}`;
    const now = after[name];
    if (now === undefined) {
      changes.push(`${where} is gone: consumers read it`);
      continue;
    }
    if (needed.includes(name) && !needs.includes(name))
      changes.push(`${where} is optional now: consumers rely on it`);
    if (!needed.includes(name) && needs.includes(name))
      changes.push(`${where} is required now: events in the archive may lack it`);
    changes.push(...breakingChanges(member, now, where));
  }
  for (const name of needs) {
    if (!(name in before))
      changes.push(`${place}/${name} is new and required: events in the archive lack it`);
  }
  return changes;
}

function keywordsOf(...schemas: readonly Schema[]): readonly string[] {
  const keywords = new Set(schemas.flatMap((schema) => Object.keys(schema)));
  for (const keyword of [...ANNOTATIONS, ...WALKED]) keywords.delete(keyword);
  return [...keywords];
}

const shown = (value: unknown) => (value === undefined ? "absent" : JSON.stringify(value));
