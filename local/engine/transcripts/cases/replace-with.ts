import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (force: number, dbr: boolean) => () => {
  const a = new Thing("a", { force, dbr });
  new Thing("b", { value: 1 }, { replaceWith: [a] });
};

export default [
  { run: "up", program: declare(1, false) },
  { run: "up", program: declare(2, false) },
  { run: "up", program: declare(3, true) },
] satisfies Case;
