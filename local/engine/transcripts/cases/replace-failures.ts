import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  const a = new Thing("a", { force });
  new Thing("b", { of: a.out });
};

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2), failures: ["create a"] },
  { run: "up", program: declare(2), failures: ["delete a"] },
  { run: "preview", program: declare(2) },
  { run: "up", program: declare(2) },
  { run: "up", program: declare(2) },
] satisfies Case;
