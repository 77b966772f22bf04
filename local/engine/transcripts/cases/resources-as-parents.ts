import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare =
  (force: number, dbr = false) =>
  () => {
    const parent = new Thing("parent", { force, dbr });
    const child = new Thing("child", { value: 1 }, { parent });
    new Thing("grandchild", { value: 1 }, { parent: child });
  };

export default [
  { run: "up", program: declare(1) },
  { run: "preview", program: declare(2) },
  { run: "up", program: declare(2) },
  { run: "up", program: declare(3, true) },
  { run: "up", program: () => new Thing("parent", { force: 3 }) },
] satisfies Case;
