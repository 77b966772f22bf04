import { type Case, urn } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare =
  (value = 1) =>
  () => {
    const a = new Thing("a", { value, dbr: true });
    const b = new Thing("b", { forced: a.out });
    new Thing("c", { of: b.out }, { protect: true });
    new Group("group", { value });
    new Thing("new", { value });
  };

export default [
  { run: "up", program: () => new Thing("a", { value: 1 }) },
  { run: "up", program: declare(), replace: [urn("a"), urn("new")] },
  { run: "preview", program: declare(), replace: ["**::a"] },
  { run: "up", program: declare(), replace: ["**::a"] },
  { run: "up", program: declare(), replace: [urn("c")] },
  { run: "up", program: declare(2), replace: [urn("group", "test:local:Group")] },
  { run: "up", program: declare(3), replace: [urn("new")], targets: [urn("new"), urn("b")] },
] satisfies Case;
