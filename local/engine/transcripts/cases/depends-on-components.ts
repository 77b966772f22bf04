import type { Case } from "../case.ts";
import { echoOutput, Group, Remote, Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  const outer = new Group("outer");
  const inner = new Group("inner", {}, { parent: outer });
  const a = new Thing("a", { force }, { parent: inner });
  const remote = new Remote("remote", { value: 1 }, { dependsOn: [outer] });
  const after = new Group("after", {}, { dependsOn: [outer, remote] });
  new Thing("b", { value: 1 }, { parent: after });
  new Thing("c", { value: 1 }, { dependsOn: [outer, a] });
  new Thing("child-of-a", { value: 1 }, { parent: a });
  return { echo: echoOutput({ x: 1 }, { dependsOn: [outer] }) };
};

export default [
  { run: "preview", program: declare(1) },
  { run: "up", program: declare(1) },
  { run: "preview", program: declare(2) },
  { run: "up", program: declare(2) },
  { run: "destroy" },
] satisfies Case;
