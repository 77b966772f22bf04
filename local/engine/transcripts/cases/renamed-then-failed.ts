import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

export default [
  {
    run: "up",
    program: () => {
      const a = new Thing("a");
      new Thing("b", { of: a.out });
    },
  },
  {
    run: "up",
    program: () => {
      const a = new Thing("renamed", {}, { aliases: [{ name: "a" }] });
      new Thing("new", { of: a.out });
    },
    failures: ["create new"],
  },
] satisfies Case;
