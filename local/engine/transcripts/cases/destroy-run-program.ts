import type { Case } from "../case.ts";
import { Group, TestProvider, Thing } from "../test-package.ts";

const declare = (more: boolean) => () => {
  const provider = new TestProvider("explicit", { region: "here" });
  const group = new Group("group");
  const a = new Thing("a", { value: 1 }, { parent: group, provider });
  new Thing("b", { of: a.out });
  if (more) new Thing("new", { of: a.out });
};

export default [
  { run: "up", program: declare(false) },
  { run: "destroy", program: declare(true), runProgram: true },
  { run: "up", program: declare(false) },
  { run: "destroy", refresh: true, drift: { a: "gone" } },
] satisfies Case;
