import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = () => {
  new Thing("kept");
  const group = new Group("group");
  const a = new Thing("a", {}, { parent: group });
  const b = new Thing("b", { of: a.out }, { parent: group });
  new Thing("c", {}, { dependsOn: [b] });
  new Thing("d", {}, { parent: a });
};

export default [
  { run: "up", program: declare },
  { run: "preview", program: () => new Thing("kept") },
  { run: "up", program: () => new Thing("kept") },
] satisfies Case;
