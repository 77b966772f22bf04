import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (value: number) => () => {
  const a = new Thing("a", { value });
  new Thing("b", { of: a.out });
};

export default [
  { run: "up", program: declare(1), failures: ["init a"] },
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2), failures: ["init a"] },
  { run: "up", program: declare(2), failures: ["init a"] },
  { run: "up", program: declare(2) },
  { run: "refresh", failures: ["init a"] },
  { run: "up", program: declare(2) },
] satisfies Case;
