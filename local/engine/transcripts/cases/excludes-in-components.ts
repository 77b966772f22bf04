import { type Case, urn } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (value: number) => () => {
  const group = new Group("group", { value });
  const a = new Thing("a", { value }, { parent: group });
  new Thing("b", { of: a.out, value });
};

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2), excludes: [urn("group", "test:local:Group")] },
  { run: "up", program: declare(3), excludes: [urn("group", "test:local:Group")], excludeDependents: true },
  { run: "destroy", excludes: [urn("b")] },
  { run: "refresh", excludes: ["**::a"], excludeDependents: true, drift: { a: "gone" } },
  { run: "destroy" },
] satisfies Case;
