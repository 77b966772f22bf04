import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  const group = new Group("group");
  const a = new Thing("a", { force }, { parent: group });
  const inner = new Group("inner", { of: a.out }, { parent: group });
  new Thing("b", { force }, { parent: inner });
  const c = new Thing("c", { force }, { dependsOn: [group] });
  new Thing("d", {}, { dependsOn: [new Group("waiting", {}, { dependsOn: [c] })] });
  const read = Thing.get("read", a.id);
  return { c: c.out, read: read.out, fine: 1 };
};

export default [
  { run: "up", program: declare(1), failures: ["create a"], continueOnError: true },
  { run: "up", program: declare(1), continueOnError: true },
  { run: "up", program: declare(2), failures: ["create a", "delete c"], continueOnError: true },
  { run: "up", program: declare(2), continueOnError: true },
  { run: "destroy", failures: ["delete b"], continueOnError: true },
  { run: "destroy", continueOnError: true },
] satisfies Case;
