import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (force: number, options: object) => () => {
  const a = new Thing("a", { force, dbr: "deleteBeforeReplace" in options && force === 3 }, options);
  new Thing("b", { of: a.out });
};

export default [
  { run: "up", program: declare(1, {}) },
  { run: "up", program: declare(2, { deleteBeforeReplace: true }) },
  { run: "up", program: declare(3, { deleteBeforeReplace: false }) },
] satisfies Case;
