import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare =
  (protect: boolean | undefined, force = 1) =>
  () => {
    const group = new Group("group", {}, protect === undefined ? {} : { protect });
    const a = new Thing("a", { force }, { parent: group });
    new Thing("b", { of: a.out }, { parent: group, protect: false });
    new Thing(
      "c",
      { force },
      { transforms: [({ props, opts }) => ({ props, opts: { ...opts, protect: protect ?? false } })] },
    );
  };

export default [
  { run: "up", program: declare(true) },
  { run: "up", program: () => {}, continueOnError: true },
  { run: "up", program: declare(false, 2) },
  { run: "up", program: declare(true, 2) },
  { run: "destroy", continueOnError: true },
  { run: "up", program: declare(undefined, 3) },
  { run: "destroy" },
] satisfies Case;
