import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = () => {
  const a = new Thing("a", { value: 1 });
  new Thing("b", { of: a.out });
};

export default [
  { run: "up", program: declare },
  { run: "preview", program: declare, refresh: true, drift: { a: { value: 7 } } },
  { run: "up", program: declare },
] satisfies Case;
