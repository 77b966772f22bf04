import assert from "node:assert/strict";
import { Graph, type StackResource } from "./graph.ts";

const FUNCTION = "aws:lambda/function:Function";

function resource(type: string, name: string, props: object, dependencies = {}): StackResource {
  const urn = `urn:${type}::${name}`;
  return { type, name, urn, props, protect: false, propertyDependencies: dependencies };
}

describe("Graph", () => {
  it("finds at preview, by a name that is known before any id is, what the name was made from", () => {
    const worker = resource(FUNCTION, "worker", { name: "worker-dev" });
    const other = resource("aws:sqs/queue:Queue", "worker", { name: "worker-dev" });
    const made = { functionName: [worker.urn] };
    const config = resource("aws:lambda/alias:Alias", "config", { functionName: "worker-dev" }, made);
    const stranger = resource("aws:lambda/alias:Alias", "stranger", { functionName: "worker-dev" });
    const graph = new Graph([worker, other, config, stranger]);
    const [found, , configNode, strangerNode] = graph.nodes;
    assert.ok(configNode && strangerNode);
    assert.deepEqual(graph.targets(configNode, "functionName"), [found]);
    assert.deepEqual(graph.targets(strangerNode, "functionName"), []);
  });
});
