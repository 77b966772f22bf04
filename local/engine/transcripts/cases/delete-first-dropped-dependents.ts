import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (force: number, more: boolean) => () => {
  const a = new Thing("a", { force, dbr: true });
  if (!more) return;
  const b = new Thing("b", { forced: a.out });
  new Thing("c", { forced: b.out }, { retainOnDelete: true });
  new Thing("d", { forced: a.out }, { protect: true });
};

export default [
  { run: "up", program: declare(1, true) },
  { run: "up", program: declare(2, true) },
  { run: "preview", program: declare(2, false) },
  { run: "up", program: declare(2, false) },
] satisfies Case;
