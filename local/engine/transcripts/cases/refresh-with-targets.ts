import { type Case, urn } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (value: number) => () => {
  const a = new Thing("a", { value });
  new Thing("b", { of: a.out, value });
  new Thing("c", { value });
};

export default [
  { run: "up", program: declare(1) },
  { run: "preview", program: declare(1), refresh: true, drift: { a: { value: 5 }, c: { value: 6 } } },
  { run: "up", program: declare(2), refresh: true, targets: [urn("a")] },
  { run: "up", program: declare(3), refresh: true, excludes: [urn("c")], drift: { b: "gone" } },
  { run: "destroy", refresh: true, targets: [urn("c")], drift: { c: "gone" } },
] satisfies Case;
