import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (id: string | undefined, given: string) => () => {
  new Thing("a", { given, name: given }, id === undefined ? {} : { import: id });
};

export default [
  { run: "preview", program: declare("given-1", "given-1") },
  { run: "up", program: declare("given-1", "given-1") },
  { run: "up", program: declare("given-1", "given-1") },
  { run: "up", program: declare(undefined, "given-1") },
  { run: "up", program: declare("given-2", "other") },
  { run: "up", program: declare("missing", "x") },
] satisfies Case;
