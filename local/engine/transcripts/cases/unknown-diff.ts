import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  new Thing("a", { force, diff: "unknown", nested: { list: [1, { x: force }] } });
};

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(1) },
  { run: "preview", program: declare(2) },
  { run: "up", program: declare(2) },
] satisfies Case;
