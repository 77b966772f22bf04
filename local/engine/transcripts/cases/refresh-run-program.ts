import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (value: number) => () => {
  const a = new Thing("a", { value });
  new Thing("b", { of: a.out });
  if (value === 2) new Thing("new", { of: a.out });
};

export default [
  { run: "up", program: declare(1) },
  { run: "refresh", program: declare(2), runProgram: true, drift: { a: { value: 5 } } },
  { run: "up", program: declare(2) },
  { run: "up", program: declare(2), refresh: true, runProgram: true, drift: { b: "gone" } },
] satisfies Case;
