import type { Graph, Node } from "./graph.ts";

export const FUNCTION = "aws:lambda/function:Function";
const ALIAS = "aws:lambda/alias:Alias";
export const EVENT_SOURCE_MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";

/** The function of the stack that a property names, by itself or by an alias. */
export function functionAt(node: Node, property: string, graph: Graph): Node | undefined {
  const [target] = graph.targets(node, property, FUNCTION, ALIAS);
  return target?.type === ALIAS ? graph.targets(target, "functionName", FUNCTION)[0] : target;
}

/** Event sources that are streams: a failing batch blocks its shard. A queue has a redrive policy of its own. */
export function isStreamSource(arn: string | undefined): boolean {
  return arn !== undefined && /^arn:[^:]+:(kinesis|dynamodb|kafka|rds|docdb)/.test(arn);
}
