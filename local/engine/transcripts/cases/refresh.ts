import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = () => {
  const group = new Group("group");
  const a = new Thing("a", { value: 1 }, { parent: group });
  const b = new Thing("b", { of: a.out });
  new Thing("c", {}, { parent: a, dependsOn: [b] });
  return { out: b.out };
};

export default [
  { run: "up", program: declare },
  { run: "refresh" },
  { run: "refresh", drift: { a: { value: 5 } } },
  { run: "preview", program: declare },
  { run: "up", program: declare, refresh: true, drift: { b: { out: "drifted" } } },
  { run: "refresh", drift: { a: "gone" } },
  { run: "up", program: declare },
  { run: "refresh", failures: ["read b"] },
] satisfies Case;
