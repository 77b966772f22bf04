import type { Node } from "./graph.ts";
import { UnknownValueError } from "./verdict.ts";

/**
 * A resource with a property that it always has. At preview one that is not wholly known may be missing.
 * @throws {UnknownValueError}
 */
export function required(node: Node, property: string): Node {
  if (!node.props.has(property)) throw new UnknownValueError(`${node.name}.${property}`);
  return node;
}
