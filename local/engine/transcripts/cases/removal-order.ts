import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = () => {
  const group = new Group("group");
  const a = new Thing("a", {}, { parent: group });
  const b = new Thing("b", { of: a.out });
  const c = new Thing("c", {}, { dependsOn: [a] });
  const d = new Thing("d", { of: b.out }, { parent: c });
  new Thing("e", { of: d.out, also: a.out }, { parent: group });
  new Thing("f", {}, { dependsOn: [group] });
  new Thing("g", {}, { parent: d });
};

export default [
  { run: "up", program: declare },
  { run: "up", program: () => new Thing("a", {}), failures: ["delete d"] },
  { run: "up", program: () => new Thing("a", {}), failures: ["delete d"], continueOnError: true },
  { run: "preview", program: () => {} },
  { run: "destroy" },
] satisfies Case;
