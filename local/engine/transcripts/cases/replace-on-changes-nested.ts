import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (inputs: object, replaceOnChanges: string[]) => () => {
  const group = new Group("group", { size: inputs }, { replaceOnChanges: ["size"] });
  const a = new Thing("a", { ...inputs }, { replaceOnChanges, parent: group });
  new Thing("b", { of: a.out }, { replaceOnChanges: ["of"] });
};

export default [
  { run: "up", program: declare({ list: [1, 2], map: { x: { y: 1 } } }, ["list[*]", "map.*"]) },
  { run: "preview", program: declare({ list: [1, 3], map: { x: { y: 1 } } }, ["list[*]", "map.*"]) },
  { run: "up", program: declare({ list: [1, 3], map: { x: { y: 1 } } }, ["list[*]", "map.*"]) },
  { run: "up", program: declare({ list: [1, 3], map: { x: { y: 2 } } }, ["map.x.y", "list"]) },
  { run: "up", program: declare({ list: [4], map: { x: { y: 2 } } }, ["list"]) },
] satisfies Case;
