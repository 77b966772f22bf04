import { isUnknown, Properties } from "./properties.ts";
import type { PolicyResource } from "./rule.ts";

/** A resource as it is once the stack is deployed, or previewed: its outputs, and what it refers to. */
export interface Node extends PolicyResource {
  readonly parent: Node | undefined;
  /** What each property depends on, as the program put it together. */
  readonly propertyDependencies: ReadonlyMap<string, readonly Node[]>;
}

export interface Edge {
  readonly from: Node;
  /** The top-level property of `from` that refers. */
  readonly property: string;
}

/** Outputs by which other resources name one, besides its name. */
const IDENTITIES = [
  "arn",
  "id",
  "url",
  "invokeArn",
  "qualifiedArn",
  "qualifiedInvokeArn",
  "executionArn",
  "streamArn",
];

/** What is looked up by a bare name, which resources of other types may have too. */
const NAMES = ["name", "id", "bucket", "clusterIdentifier"];

/** What AnalyzeStack hands over, as far as the graph needs it. */
export interface StackResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: object;
  readonly protect: boolean;
  readonly provider?: object | undefined;
  readonly parent?: string | undefined;
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

interface MutableNode extends PolicyResource {
  readonly raw: object;
  parent: Node | undefined;
  readonly propertyDependencies: Map<string, readonly Node[]>;
}

/** The resources of a stack, and which of them refer to which: one index for all rules. */
export class Graph {
  readonly nodes: readonly Node[];
  readonly #byType = new Map<string, Node[]>();
  readonly #byName = new Map<string, Node>();
  readonly #byIdentity = new Map<string, Node[]>();
  readonly #targets = new Map<Node, Map<string, readonly Node[]>>();
  readonly #referrers = new Map<Node, Edge[]>();

  constructor(resources: readonly StackResource[]) {
    const nodes = resources.map(toNode);
    const byUrn = new Map(nodes.map((node) => [node.urn, node]));
    for (const [index, { parent, propertyDependencies }] of resources.entries()) {
      const node = nodes[index] as MutableNode;
      node.parent = byUrn.get(parent ?? "");
      for (const [property, urns] of Object.entries(propertyDependencies)) {
        node.propertyDependencies.set(
          property,
          urns.map((urn) => byUrn.get(urn)).filter((target) => target !== undefined),
        );
      }
    }
    this.nodes = nodes;
    for (const node of nodes) {
      append(this.#byType, node.type, node);
      this.#name(node);
      this.#identify(node);
    }
    for (const node of nodes) this.#connect(node);
  }

  ofType(...types: readonly string[]): readonly Node[] {
    return types.flatMap((type) => this.#byType.get(type) ?? []);
  }

  /**
   * The resources of these types (of any, without types) that a top-level property refers to: by its value where that
   * is known, else by what the program put into it. Resources outside the stack are in neither.
   */
  targets(node: Node, property: string, ...types: readonly string[]): readonly Node[] {
    const all = this.#targets.get(node)?.get(property) ?? [];
    return types.length === 0 ? all : all.filter(({ type }) => types.includes(type));
  }

  /** Who refers to a resource, by which property. */
  referrers(node: Node, ...types: readonly string[]): readonly Edge[] {
    const all = this.#referrers.get(node) ?? [];
    return types.length === 0 ? all : all.filter(({ from }) => types.includes(from.type));
  }

  /** The resource that an ARN, id or URL names, if it is of this stack. */
  find(identity: string, ...types: readonly string[]): Node | undefined {
    const found = this.#byIdentity.get(identity) ?? [];
    return types.length === 0 ? found[0] : found.find(({ type }) => types.includes(type));
  }

  /** The resource of a type that has a physical name, such as the queue of an alarm's dimension. */
  named(type: string, name: string): Node | undefined {
    return this.#byName.get(`${type} ${name}`);
  }

  #name(node: MutableNode): void {
    for (const key of NAMES) {
      const value = own(node.raw, key);
      if (typeof value !== "string" || isUnknown(value)) continue;
      const name = `${node.type} ${value}`;
      if (!this.#byName.has(name)) this.#byName.set(name, node);
    }
  }

  #identify(node: MutableNode): void {
    for (const key of IDENTITIES) {
      const value = own(node.raw, key);
      if (typeof value !== "string" || value === "" || isUnknown(value)) continue;
      if (!this.#byIdentity.get(value)?.includes(node)) append(this.#byIdentity, value, node);
    }
  }

  #connect(node: MutableNode): void {
    const targets = new Map<string, readonly Node[]>();
    for (const property of new Set([...Object.keys(node.raw), ...node.propertyDependencies.keys()])) {
      const value = own(node.raw, property);
      const found =
        value === undefined || new Properties(node.raw).isUnknown(property)
          ? (node.propertyDependencies.get(property) ?? [])
          : [...this.#namedIn(value, node.propertyDependencies.get(property))].filter(
              (target) => target !== node,
            );
      if (found.length === 0) continue;
      targets.set(property, found);
      for (const target of found) append(this.#referrers, target, { from: node, property });
    }
    this.#targets.set(node, targets);
  }

  /** By identity; and by its bare name, which is known before its id is, what the value was made from. */
  #namedIn(value: unknown, madeFrom: readonly Node[] = []): Set<Node> {
    const found = new Set<Node>();
    for (const text of stringsIn(value)) {
      for (const node of this.#byIdentity.get(text) ?? []) found.add(node);
      for (const node of madeFrom)
        if (NAMES.some((key) => own((node as MutableNode).raw, key) === text)) found.add(node);
    }
    return found;
  }
}

/**
 * Whether a resource has a property. At preview one with an unknown value in it may be missing, and only what it
 * depends on is there.
 */
export function isSet(node: Node, property: string): boolean {
  return node.props.has(property) || (node.propertyDependencies.get(property) ?? []).length > 0;
}

/** What is worked out of a graph once, for all rules. */
export function perGraph<Result>(compute: (graph: Graph) => Result): (graph: Graph) => Result {
  const results = new WeakMap<Graph, Result>();
  return (graph) => {
    let result = results.get(graph);
    if (result === undefined) {
      result = compute(graph);
      results.set(graph, result as Result);
    }
    return result as Result;
  };
}

function toNode(resource: StackResource): MutableNode {
  const { type, name, urn, props, protect } = resource;
  return {
    type,
    name,
    urn,
    props: new Properties(props),
    raw: props,
    protect,
    provider: new Properties(resource.provider ?? {}),
    parent: undefined,
    propertyDependencies: new Map(),
  };
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

function own(object: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

/** Every string in a value, those in JSON text included. */
function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === "string") {
    yield value;
    if (/^\s*[{[]/.test(value)) yield* stringsIn(parsed(value));
  } else if (typeof value === "object" && value !== null) {
    for (const [key, element] of Object.entries(value)) {
      yield key;
      yield* stringsIn(element);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
