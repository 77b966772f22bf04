import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

function program(value = 1) {
  const a = new Thing("a", { value });
  const b = new Thing("b", { value: a.out, more: value });
  new Thing("c", { value: b.out });
  return { out: b.out };
}

export default [
  { run: "up", program, interrupt: "create b" },
  { run: "up", program },
  { run: "up", program: () => program(2), interrupt: "update a", continueOnError: true },
  { run: "up", program: () => program(2), interrupt: "update b", failures: ["update b"] },
  { run: "refresh", interrupt: "read b" },
  { run: "destroy" },
] satisfies Case;
