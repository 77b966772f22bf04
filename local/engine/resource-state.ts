import type { CustomTimeouts, HookBindings, ResourceRecord } from "./state.ts";
import { nameOf, referencedUrn, typeOf } from "./urn.ts";
import type { PropertyMap } from "./wire.ts";

/** What one resource names of another. */
export interface Dependency {
  readonly kind: "parent" | "dependency" | "property" | "deleted with" | "replace with";
  /** The input, of a property's dependency. */
  readonly key?: string;
  readonly urn: string;
}

/** A resource while the engine works on it; two of them are one and the same only when they are the same object. */
export class ResourceState {
  urn: string;
  custom: boolean;
  delete = false;
  /** Empty for a component, and before it is known. */
  id = "";
  inputs: PropertyMap = {};
  outputs: PropertyMap = {};
  parent = "";
  protect = false;
  taint = false;
  external = false;
  dependencies: readonly string[] = [];
  initErrors: readonly string[] = [];
  provider = "";
  propertyDependencies: Readonly<Record<string, readonly string[]>> = {};
  pendingReplacement = false;
  additionalSecretOutputs: readonly string[] = [];
  /** The former URNs of this resource; they end in no state. */
  aliases: readonly string[] = [];
  customTimeouts: CustomTimeouts = {};
  importID = "";
  retainOnDelete = false;
  deletedWith = "";
  replaceWith: readonly string[] = [];
  created: string | undefined;
  modified: string | undefined;
  sourcePosition = "";
  ignoreChanges: readonly string[] = [];
  hideDiff: readonly string[] = [];
  replaceOnChanges: readonly string[] = [];
  replacementTrigger: unknown = null;
  refreshBeforeUpdate = false;
  resourceHooks: HookBindings = {};

  constructor(urn: string, custom: boolean) {
    this.urn = urn;
    this.custom = custom;
  }

  static from(record: ResourceRecord): ResourceState {
    const { type: _, name: _name, ...fields } = record;
    return Object.assign(new ResourceState(record.urn, record.custom), fields);
  }

  get type(): string {
    return typeOf(this.urn);
  }

  get name(): string {
    return nameOf(this.urn);
  }

  copy(): ResourceState {
    return Object.assign(new ResourceState(this.urn, this.custom), this);
  }

  /** All that it names, its provider excepted. */
  *named(): Iterable<Dependency> {
    if (this.parent !== "") yield { kind: "parent", urn: this.parent };
    for (const urn of this.dependencies) yield { kind: "dependency", urn };
    for (const [key, urns] of Object.entries(this.propertyDependencies))
      for (const urn of urns) yield { kind: "property", key, urn };
    if (this.deletedWith !== "") yield { kind: "deleted with", urn: this.deletedWith };
    for (const urn of this.replaceWith) yield { kind: "replace with", urn };
  }

  /** The URN of its provider, or an empty string. */
  get providerUrn(): string {
    return this.provider === "" ? "" : referencedUrn(this.provider);
  }

  /** Copies it with every URN that it names put through `rename`; one renamed to nothing is left out. */
  renamed(rename: (urn: string) => string): ResourceState {
    const all = (urns: readonly string[]): readonly string[] => urns.map(rename).filter((urn) => urn !== "");
    const one = (urn: string): string => (urn === "" ? "" : rename(urn));
    const result = this.copy();
    result.parent = one(this.parent);
    result.deletedWith = one(this.deletedWith);
    result.dependencies = all(this.dependencies);
    result.replaceWith = all(this.replaceWith);
    result.propertyDependencies = Object.fromEntries(
      Object.entries(this.propertyDependencies).map(([key, urns]) => [key, all(urns)]),
    );
    if (this.provider !== "")
      result.provider = rename(this.providerUrn) + this.provider.slice(this.providerUrn.length);
    return result;
  }

  /** As a state keeps it: what is empty is left out. */
  toRecord(): ResourceRecord {
    const {
      aliases: _,
      urn,
      custom,
      inputs,
      outputs,
      protect,
      dependencies,
      propertyDependencies,
      ...rest
    } = this;
    return {
      urn,
      type: this.type,
      name: this.name,
      custom,
      inputs,
      outputs,
      dependencies,
      propertyDependencies,
      protect,
      ...(Object.fromEntries(Object.entries(rest).filter(([, value]) => !isEmpty(value))) as object),
    };
  }
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === "" || value === false || value === null || value === undefined;
}
