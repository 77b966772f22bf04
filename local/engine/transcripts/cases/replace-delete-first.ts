import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  const a = new Thing("a", { force, dbr: true, name: "fixed" });
  const b = new Thing("b", { forced: a.out });
  new Thing("c", { forced: b.out });
  new Thing("d", { updated: a.out });
  new Thing("e", {}, { dependsOn: a });
};

export default [
  { run: "up", program: declare(1) },
  { run: "preview", program: declare(2) },
  { run: "up", program: declare(2) },
  { run: "up", program: declare(2) },
  { run: "destroy" },
] satisfies Case;
