import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare =
  (inputs: object, ignoreChanges = ["value", "map.x", "map.z", "list[*].x", "added"]) =>
  () => {
    new Thing("a", { ...inputs }, { ignoreChanges });
  };

export default [
  { run: "up", program: declare({ value: 1, map: { x: 1, y: 1 }, list: [{ x: 1, y: 1 }, { x: 2 }] }) },
  {
    run: "up",
    program: declare({ value: 2, map: { x: 2, y: 2, z: 2 }, list: [{ x: 5, y: 5 }, { x: 6 }], added: 1 }),
  },
  { run: "up", program: declare({ map: { y: 3 }, list: [{ x: 1 }] }) },
  { run: "up", program: declare({ value: 9 }, ["*"]) },
] satisfies Case;
