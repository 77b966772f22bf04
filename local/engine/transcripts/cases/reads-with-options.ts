import { type Case, urn } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (id: string, value: number) => () => {
  const group = new Group("group");
  const first = new Thing("first", { value });
  const found = new Thing(
    "found",
    { query: value },
    { id, parent: group, dependsOn: [first], additionalSecretOutputs: ["out"] },
  );
  new Thing("of-found", { of: found.out, id: found.id });
  return { found: found.out };
};

export default [
  { run: "preview", program: declare("given-1", 1) },
  { run: "up", program: declare("given-1", 1) },
  { run: "up", program: declare("given-1", 2) },
  { run: "up", program: declare("given-2", 2), targets: [urn("first")] },
  { run: "up", program: declare("given-2", 2), failures: ["read found"] },
  { run: "refresh", drift: { first: { value: 7 } } },
  { run: "destroy" },
] satisfies Case;
