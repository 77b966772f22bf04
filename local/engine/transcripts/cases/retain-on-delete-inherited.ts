import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (force: number, retainOnDelete: boolean) => () => {
  const group = new Group("group", {}, { retainOnDelete });
  const a = new Thing("a", { force, dbr: true }, { parent: group });
  new Thing("b", { forced: a.out }, { parent: group, retainOnDelete: !retainOnDelete });
};

export default [
  { run: "up", program: declare(1, true) },
  { run: "up", program: declare(2, true) },
  { run: "up", program: declare(3, false) },
  { run: "up", program: declare(3, true), failures: ["delete a"] },
  { run: "destroy" },
] satisfies Case;
