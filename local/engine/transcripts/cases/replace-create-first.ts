import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  const a = new Thing("a", { force });
  const b = new Thing("b", { of: a.out });
  new Thing("c", { forced: b.out }, { dependsOn: a });
};

export default [
  { run: "up", program: declare(1) },
  { run: "preview", program: declare(2) },
  { run: "up", program: declare(2) },
  { run: "up", program: declare(2) },
] satisfies Case;
