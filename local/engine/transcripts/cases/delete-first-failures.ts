import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  const a = new Thing("a", { force, dbr: true });
  new Thing("b", { forced: a.out });
};

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2), failures: ["create a"] },
  { run: "preview", program: declare(2) },
  { run: "up", program: declare(2) },
  { run: "up", program: declare(3), failures: ["delete a"] },
  { run: "up", program: declare(3), failures: ["delete b"] },
  { run: "up", program: declare(3), failures: ["create b"] },
  { run: "up", program: declare(3) },
] satisfies Case;
