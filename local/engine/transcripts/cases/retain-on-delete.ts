import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  const a = new Thing("a", { force }, { retainOnDelete: true });
  new Thing("b", { of: a.out });
};

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2) },
  { run: "up", program: () => {} },
] satisfies Case;
