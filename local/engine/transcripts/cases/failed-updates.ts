import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare =
  (value: number, dropped = false) =>
  () => {
    const a = new Thing("a", { value });
    const b = new Thing("b", { of: a.out, value });
    if (!dropped) new Thing("c", { of: b.out });
    return { b: b.out, value };
  };

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2, true), failures: ["update b"] },
  { run: "up", program: declare(2, true), failures: ["delete c"] },
  { run: "up", program: declare(3), failures: ["init b"] },
  { run: "preview", program: declare(3) },
  { run: "destroy", failures: ["delete b"] },
  { run: "destroy" },
] satisfies Case;
