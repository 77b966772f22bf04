import { type Case, urn } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare =
  (value: number, more = false, evenMore = false) =>
  () => {
    const a = new Thing("a", { value });
    new Thing("b", { of: a.out, value });
    new Thing("c", { value });
    const created = more ? new Thing("new", { value }) : undefined;
    if (evenMore) new Thing("needs-new", { of: new Thing("newer").out, also: created?.out });
  };

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2), targets: [urn("b")] },
  { run: "up", program: declare(3), targets: [urn("a")], targetDependents: true },
  { run: "up", program: declare(4, true), targets: [urn("new")] },
  { run: "up", program: declare(4, true, true), targets: [urn("needs-new")] },
  { run: "preview", program: declare(4, true, true), targets: [urn("needs-new")] },
  { run: "up", program: declare(4), targets: [urn("nowhere")] },
  { run: "up", program: declare(5), targets: ["**::{a,c}", "urn:*::c"] },
  { run: "up", program: () => {}, targets: [urn("c")] },
  { run: "refresh", targets: [urn("a")] },
  { run: "destroy", targets: [urn("a")] },
  { run: "destroy", targets: [urn("a")], targetDependents: true },
  { run: "destroy" },
] satisfies Case;
