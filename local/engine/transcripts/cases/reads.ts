import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (id: string) => () => {
  const found = Thing.get("looked-up", id);
  const a = new Thing("a", { of: found.out });
  Thing.get("by-output", a.id);
};

export default [
  { run: "preview", program: declare("given-1") },
  { run: "up", program: declare("given-1") },
  { run: "up", program: declare("given-1") },
  { run: "up", program: declare("given-2") },
  { run: "up", program: () => new Thing("looked-up", { value: 1 }) },
  { run: "up", program: declare("given-3") },
  { run: "up", program: declare("missing") },
  { run: "refresh" },
  { run: "up", program: () => {} },
] satisfies Case;
