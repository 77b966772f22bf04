import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  const a = new Thing("a", { force });
  new Thing("b", { value: 1 }, { deletedWith: a });
};

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2) },
  { run: "up", program: () => new Thing("a", { force: 2 }) },
  { run: "up", program: declare(2) },
  { run: "destroy" },
] satisfies Case;
