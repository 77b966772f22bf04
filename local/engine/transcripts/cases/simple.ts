import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (value: number) => () => {
  const a = new Thing("a", { value });
  const b = new Thing("b", { of: a.out });
  return { out: b.out };
};

export default [
  { run: "preview", program: declare(1) },
  { run: "up", program: declare(1) },
  { run: "up", program: declare(1) },
  { run: "preview", program: declare(2) },
  { run: "up", program: declare(2) },
  { run: "up", program: () => ({ only: new Thing("a", { value: 2 }).id }) },
  { run: "destroy" },
] satisfies Case;
