import { type Case, urn } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare =
  (value: number, more = false) =>
  () => {
    const a = new Thing("a", { value });
    new Thing("b", { of: a.out, value });
    new Thing("c", { value });
    if (more) new Thing("new", { value });
  };

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2), excludes: [urn("a")] },
  { run: "up", program: declare(3), excludes: [urn("a")], excludeDependents: true },
  { run: "up", program: declare(3, true), excludes: [urn("new")] },
  { run: "up", program: () => {}, excludes: [urn("b")] },
  { run: "refresh", excludes: [urn("a")] },
  { run: "destroy", excludes: [urn("a")] },
] satisfies Case;
