import type { Alias } from "../provider/provider.ts";
import type { Goal } from "./goal.ts";
import { createUrn, nameOf, qualifiedType, STACK_TYPE, type StackName, stackOf, typeOf } from "./urn.ts";

/** Works out under which URNs a resource may be known from before, its parents' former ones included. */
export class Aliases {
  readonly #stack: StackName;
  /** By URN: the former one that the resource was found under. */
  readonly #former = new Map<string, string>();

  constructor(stack: StackName) {
    this.#stack = stack;
  }

  /** Notes that the resource was known as `former`. */
  found(urn: string, former: string): void {
    this.#former.set(urn, former);
  }

  /** The former URNs of a resource, the likeliest first. */
  of(goal: Pick<Goal, "name" | "type" | "parent" | "aliases">): readonly string[] {
    const own = goal.aliases.map((alias) => this.#urnOf(goal, alias));
    const result = new Set(own);
    const { parent, type, name } = goal;
    const parentFormer = parent === undefined ? undefined : this.#former.get(parent);
    if (parent !== undefined && parentFormer !== undefined) {
      result.add(inherited(type, name, nameOf(parent), parentFormer));
      for (const urn of own) result.add(inherited(typeOf(urn), nameOf(urn), nameOf(parent), parentFormer));
    }
    return [...result];
  }

  #urnOf(goal: Pick<Goal, "name" | "type" | "parent">, alias: Alias): string {
    if ("urn" in alias) return alias.urn;
    const stack = { stack: alias.stack ?? this.#stack.stack, project: alias.project ?? this.#stack.project };
    const parent =
      alias.parent === undefined
        ? goal.parent
        : alias.parent === null
          ? undefined
          : (this.#former.get(alias.parent) ?? alias.parent);
    return createUrn(stack, parent, alias.type ?? goal.type, alias.name ?? goal.name);
  }
}

/** A child's URN under its parent's former one. A name that begins with the parent's name follows it. */
function inherited(type: string, name: string, parentName: string, parentFormer: string): string {
  const formerName = name.startsWith(parentName)
    ? nameOf(parentFormer) + name.slice(parentName.length)
    : name;
  const parent = qualifiedType(parentFormer) === STACK_TYPE ? undefined : parentFormer;
  return createUrn(stackOf(parentFormer), parent, type, formerName);
}
