import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare =
  (value: number, more = false) =>
  () => {
    const group = new Group("group", { value });
    const inner = new Group("inner", { value }, { parent: group });
    const a = new Thing("a", { value }, { parent: inner });
    const b = new Thing("b", { of: a.out, value }, { parent: group });
    new Thing("c", { of: b.out, value });
    if (more) new Thing("new", { value }, { parent: new Group("new-group", { value }) });
  };

const inner = "urn:pulumi:dev::transcripts::test:local:Group$test:local:Group::inner";
const a = "urn:pulumi:dev::transcripts::test:local:Group$test:local:Group$test:index:Thing::a";

export default [
  { run: "up", program: declare(1), targets: [a] },
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2), targets: [a] },
  { run: "up", program: declare(3), targets: [inner] },
  { run: "up", program: declare(4), targets: [inner], targetDependents: true },
  { run: "preview", program: declare(5, true), targets: ["**$test:index:Thing::new"] },
  { run: "up", program: declare(5, true), targets: ["**::new*"] },
  { run: "destroy", targets: [inner] },
  { run: "destroy", targets: [inner], targetDependents: true },
] satisfies Case;
