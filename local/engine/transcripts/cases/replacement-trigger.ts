import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (replacementTrigger: unknown) => () => {
  const a = new Thing("a", { value: 1 }, replacementTrigger === undefined ? {} : { replacementTrigger });
  new Thing("b", { of: a.out });
};

export default [
  { run: "up", program: declare(undefined) },
  { run: "up", program: declare(1) },
  { run: "up", program: declare(1) },
  { run: "preview", program: declare(2) },
  { run: "up", program: declare(2) },
  { run: "up", program: declare({ a: [1, 2] }) },
] satisfies Case;
