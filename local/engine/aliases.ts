import type { Alias, Goal } from "./goal.ts";
import { createUrn, nameOf, qualifiedType, type StackName, typeOf } from "./urn.ts";

/** Works out under which URNs a resource may be known from before, its parents' aliases included. */
export class Aliases {
  readonly #stack: StackName;
  readonly #byUrn = new Map<string, readonly string[]>();

  constructor(stack: StackName) {
    this.#stack = stack;
  }

  /** The former URNs of a resource, the likeliest first. */
  resolve(goal: Goal, urn: string): readonly string[] {
    const own = goal.aliases.map((alias) => this.#urnOf(goal, alias));
    const result = new Set(own);
    const parent = goal.parent;
    if (parent !== undefined) {
      for (const parentAlias of this.#byUrn.get(parent) ?? [])
        for (const identity of [urn, ...own]) result.add(this.#inherited(identity, parent, parentAlias));
    }
    result.delete(urn);
    this.#byUrn.set(urn, [...result]);
    return [...result];
  }

  #urnOf(goal: Goal, alias: Alias): string {
    if ("urn" in alias) return alias.urn;
    const stack = { stack: alias.stack ?? this.#stack.stack, project: alias.project ?? this.#stack.project };
    const parent = alias.parent === undefined ? goal.parent : (alias.parent ?? undefined);
    return createUrn(stack, parent, alias.type ?? goal.type, alias.name ?? goal.name);
  }

  /** A child's URN under its parent's former one. A name that begins with the parent's name follows it. */
  #inherited(child: string, parent: string, parentAlias: string): string {
    const name = nameOf(child);
    const parentName = nameOf(parent);
    const aliasName = name.startsWith(parentName)
      ? nameOf(parentAlias) + name.slice(parentName.length)
      : name;
    const [stack = "", project = ""] = parentAlias.slice("urn:pulumi:".length).split("::");
    const parentOfAlias = qualifiedType(parentAlias) === "" ? undefined : parentAlias;
    return createUrn({ stack, project }, parentOfAlias, typeOf(child), aliasName);
  }
}
