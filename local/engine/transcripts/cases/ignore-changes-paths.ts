import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (inputs: object, ignoreChanges: string[]) => () => {
  new Thing("a", { ...inputs }, { ignoreChanges });
};

const first = { list: [{ x: 1 }, { x: 2 }], map: { "a.b": 1, c: { d: 1, e: 1 } }, secret: "s", n: null };

export default [
  { run: "up", program: declare(first, []) },
  {
    run: "up",
    program: declare({ ...first, list: [{ x: 8 }, { x: 9 }], map: { "a.b": 2, c: { d: 2, e: 2 } } }, [
      "list[0].x",
      'map["a.b"]',
      "map.c.d",
    ]),
  },
  {
    run: "up",
    program: declare({ ...first, list: [{ x: 3 }, { x: 4 }, { x: 5 }], map: { c: { f: 1 } } }, [
      "list[1]",
      "list[2]",
      "map.*",
    ]),
  },
  {
    run: "up",
    program: declare({ list: "text", map: [1], n: 1 }, ["list[0].x", "map.c", "n.deep", "secret.deep"]),
  },
  { run: "preview", program: declare({ list: [], map: {} }, ["*"]) },
  { run: "up", program: declare({ list: [], map: {} }, ["list[*]", "map[*]"]) },
] satisfies Case;
