import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  const a = new Thing("a", { force });
  const group = new Group("group", {}, { deletedWith: a });
  const b = new Thing("b", { value: 1 }, { parent: group });
  new Thing("c", { of: b.out }, { deletedWith: b });
  new Thing("child", {}, { parent: b });
};

export default [
  { run: "up", program: declare(1) },
  { run: "preview", program: declare(2) },
  { run: "up", program: declare(2) },
  { run: "up", program: () => new Thing("a", { force: 2 }) },
  { run: "up", program: declare(2) },
  { run: "destroy", failures: ["delete a"] },
  { run: "destroy" },
] satisfies Case;
