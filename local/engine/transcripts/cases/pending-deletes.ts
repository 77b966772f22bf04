import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  const a = new Thing("a", { force });
  new Thing("b", { of: a.out });
};

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2), failures: ["delete a"] },
  { run: "up", program: declare(3), failures: ["delete a"] },
  { run: "preview", program: () => {} },
  { run: "up", program: () => {}, failures: ["delete a"] },
  { run: "destroy" },
] satisfies Case;
