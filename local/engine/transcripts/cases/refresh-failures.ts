import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = () => {
  const a = new Thing("a", { value: 1 });
  new Thing("b", { of: a.out });
};

export default [
  { run: "up", program: declare, failures: ["init a"] },
  { run: "refresh", failures: ["init a"] },
  { run: "refresh" },
  { run: "up", program: declare },
  { run: "up", program: declare, refresh: true, failures: ["read a"] },
  { run: "destroy", refresh: true, failures: ["read b"], continueOnError: true },
  { run: "destroy", refresh: true, drift: { a: "gone", b: "gone" } },
] satisfies Case;
