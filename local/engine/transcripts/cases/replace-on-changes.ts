import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (inputs: object, replaceOnChanges: string[]) => () => {
  new Thing("a", { ...inputs }, { replaceOnChanges });
};

export default [
  { run: "up", program: declare({ value: 1, map: { x: 1 } }, ["value"]) },
  { run: "up", program: declare({ value: 2, map: { x: 1 } }, ["value"]) },
  { run: "up", program: declare({ value: 2, map: { x: 2 } }, ["map.x"]) },
  { run: "up", program: declare({ value: 2, map: { x: 3 } }, ["map"]) },
  { run: "up", program: declare({ value: 3, map: { x: 3 } }, ["*"]) },
  { run: "up", program: declare({ value: 4, map: { x: 3 }, diff: "plain" }, ["value"]) },
  { run: "up", program: declare({ value: 5, map: { x: 3 }, diff: "unknown" }, ["value"]) },
] satisfies Case;
