import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare =
  (force: number, protect = true) =>
  () => {
    const a = new Thing("a", { force }, { protect });
    const b = new Thing("b", { of: a.out }, { parent: a });
    new Thing("c", {}, { dependsOn: b });
  };

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2) },
  { run: "preview", program: declare(2) },
  { run: "preview", program: () => {} },
  { run: "up", program: () => {} },
  { run: "destroy" },
  { run: "up", program: declare(1, false) },
  { run: "destroy" },
] satisfies Case;
