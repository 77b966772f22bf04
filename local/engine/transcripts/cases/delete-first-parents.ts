import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  const a = new Thing("a", { force, dbr: true });
  const group = new Group("group", {}, { dependsOn: [a] });
  const child = new Thing("child", { value: 1 }, { parent: a });
  const inner = new Thing("inner", { forced: a.out }, { parent: group });
  new Thing("far", { forced: child.out, also: inner.out });
  new Thing("waits", { value: 1 }, { dependsOn: [group] });
};

export default [
  { run: "up", program: declare(1) },
  { run: "preview", program: declare(2) },
  { run: "up", program: declare(2) },
  { run: "up", program: declare(2) },
] satisfies Case;
