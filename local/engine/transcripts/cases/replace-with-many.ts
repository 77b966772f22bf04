import { type Case, urn } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (force: number, dbr: boolean) => () => {
  const a = new Thing("a", { force, dbr });
  const group = new Group("group", { force });
  const b = new Thing("b", { value: 1 }, { replaceWith: [a, group] });
  const c = new Thing("c", { of: b.out }, { replaceWith: [b] });
  new Thing("d", { forced: c.out });
};

export default [
  { run: "up", program: declare(1, false) },
  { run: "preview", program: declare(2, false) },
  { run: "up", program: declare(2, false) },
  { run: "up", program: declare(3, true) },
  { run: "up", program: declare(3, true), replace: [urn("a")] },
] satisfies Case;
