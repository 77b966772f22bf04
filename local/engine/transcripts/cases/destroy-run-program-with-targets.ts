import { type Case, urn } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare =
  (more = false) =>
  () => {
    const group = new Group("group");
    const a = new Thing("a", { value: 1 }, { parent: group });
    new Thing("b", { of: a.out });
    const c = new Thing("c", { value: 1 }, { protect: true });
    if (more) new Thing("new", { of: c.out }, { dependsOn: [new Thing("newer", {})] });
  };

export default [
  { run: "up", program: declare() },
  { run: "destroy", program: declare(true), runProgram: true, targets: [urn("b")] },
  { run: "up", program: declare() },
  { run: "destroy", program: declare(true), runProgram: true, excludes: [urn("c")] },
  { run: "up", program: declare() },
  {
    run: "destroy",
    program: () => {
      throw "a text";
    },
    runProgram: true,
  },
  { run: "destroy", program: declare(true), runProgram: true, continueOnError: true, failures: ["delete a"] },
] satisfies Case;
