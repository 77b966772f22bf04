import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (force: number, ignore: boolean) => () => {
  const a = new Thing("a", { force });
  const b = new Thing(
    "b",
    { of: a.out, list: [a.out, 1] },
    { ignoreChanges: ignore ? ["of", "list[0]"] : [] },
  );
  new Group("group", { of: a.out }, { ignoreChanges: ["of"] });
  new Thing("c", { of: b.out });
};

export default [
  { run: "up", program: declare(1, false) },
  { run: "preview", program: declare(2, true) },
  { run: "up", program: declare(2, true) },
  { run: "up", program: declare(2, false) },
] satisfies Case;
