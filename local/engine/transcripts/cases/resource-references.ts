import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = () => {
  const a = new Thing("a", { value: 1 });
  const group = new Group("group");
  const b = new Thing("b", { resource: a, component: group, list: [a] });
  return { a, group, b };
};

export default [
  { run: "preview", program: declare },
  { run: "up", program: declare },
  { run: "up", program: declare },
] satisfies Case;
