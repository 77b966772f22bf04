import { type AttributeValue, type Item, newItem } from "../engine/value.ts";
import { valueAt } from "./paths.ts";
import type { Path } from "./placeholders.ts";

/** A tree of the places that projected paths lead to, so that list elements keep their order and lose their gaps. */
interface Place {
  readonly children: Map<string | number, Place>;
  whole: boolean;
}

/** The parts of an item at `paths`, in their documents. */
export function project(item: Item, paths: readonly Path[]): Item {
  const root: Place = { children: new Map(), whole: false };
  for (const path of paths) {
    if (valueAt(item, path) === undefined) continue;
    let place = root;
    for (const element of path) {
      let child = place.children.get(element);
      if (child === undefined) {
        child = { children: new Map(), whole: false };
        place.children.set(element, child);
      }
      place = child;
    }
    place.whole = true;
  }
  return projectMap(item, root);
}

function projectMap(item: Item, place: Place): Item {
  const projected = newItem();
  for (const [name, child] of place.children) {
    projected[name] = projectValue(item[name] as AttributeValue, child);
  }
  return projected;
}

function projectValue(value: AttributeValue, place: Place): AttributeValue {
  if (place.whole) return value;
  if (value.M !== undefined) return { M: projectMap(value.M, place) };
  const list = value.L ?? [];
  const indexes = [...place.children.keys()].map(Number).sort((a, b) => a - b);
  return {
    L: indexes.map((index) =>
      projectValue(list[index] as AttributeValue, place.children.get(index) as Place),
    ),
  };
}
