import type { Leaf } from "./conditions.ts";

/** Which elements of which arrays a value lies in: their indices by the arrays' numbers. */
export type Membership = ReadonlyMap<number, number>;

/** One value of an event, and where it stands. */
export interface Field {
  readonly value: Leaf;
  readonly membership: Membership;
}

export const OUTSIDE_OF_ARRAYS: Membership = new Map();

/** The values of an event by their paths, in which arrays leave no trace: `detail.items.sku`. */
export function fieldsOf(event: object): ReadonlyMap<string, readonly Field[]> {
  const fields = new Map<string, Field[]>();
  let arrays = 0;
  const add = (path: string, field: Field): void => {
    const known = fields.get(path);
    if (known === undefined) fields.set(path, [field]);
    else known.push(field);
  };
  const visit = (value: unknown, path: string, membership: Membership): void => {
    if (Array.isArray(value)) {
      const array = arrays++;
      for (const [index, element] of value.entries())
        visit(element, path, holdsMore(element) ? new Map(membership).set(array, index) : membership);
    } else if (typeof value === "object" && value !== null)
      for (const [name, child] of Object.entries(value))
        visit(child, path === "" ? name : `${path}.${name}`, membership);
    else add(path, { value: value as Leaf, membership });
  };
  visit(event, "", OUTSIDE_OF_ARRAYS);
  return fields;
}

/** Only what lies in one object of an array belongs together: the plain values of an array are each for themselves. */
function holdsMore(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** Both memberships, or undefined where they name different elements of one array. */
export function together(one: Membership, other: Membership): Membership | undefined {
  if (other.size === 0) return one;
  for (const [array, index] of other) {
    const known = one.get(array);
    if (known !== undefined && known !== index) return undefined;
  }
  return new Map([...one, ...other]);
}
