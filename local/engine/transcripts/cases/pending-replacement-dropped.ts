import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  new Thing("a", { force, dbr: true });
};

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2), failures: ["create a"] },
  { run: "preview", program: () => {} },
  { run: "up", program: () => {} },
] satisfies Case;
