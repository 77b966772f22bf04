import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (value: number) => () => {
  const a = new Thing("a", { value });
  const b = new Thing("b", { of: a.out, value });
  const c = new Thing("c", { of: b.out });
  new Thing("d", { value });
  return { c: c.out };
};

export default [
  { run: "up", program: declare(1), failures: ["create b"], continueOnError: true },
  { run: "up", program: declare(1), continueOnError: true },
  { run: "up", program: declare(2), failures: ["update a"], continueOnError: true },
  { run: "up", program: () => new Thing("a", { value: 1 }), failures: ["delete c"], continueOnError: true },
  { run: "destroy", failures: ["delete c"], continueOnError: true },
] satisfies Case;
