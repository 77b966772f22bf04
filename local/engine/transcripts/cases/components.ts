import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (size: number) => () => {
  const outer = new Group("outer", { size });
  const inner = new Group("inner", { size: 1 }, { parent: outer, protect: false });
  const a = new Thing("a", { value: 1 }, { parent: inner });
  new Thing("b", {}, { dependsOn: outer });
  new Group("depending", {}, { dependsOn: [a] });
  return { size };
};

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2) },
  { run: "up", program: () => {} },
] satisfies Case;
