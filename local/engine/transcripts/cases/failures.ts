import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (value: number) => () => {
  const a = new Thing("a", { value });
  const b = new Thing("b", { of: a.out, value });
  const c = new Thing("c", { of: b.out });
  return { c: c.out, value };
};

export default [
  { run: "up", program: declare(1), failures: ["create b"] },
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2), failures: ["update b"] },
  { run: "up", program: declare(2) },
  { run: "up", program: () => new Thing("a", { value: 3 }), failures: ["update a"] },
  { run: "up", program: () => new Thing("a", { value: 3 }), failures: ["delete c"] },
  { run: "destroy", failures: ["delete b"] },
  { run: "destroy" },
] satisfies Case;
