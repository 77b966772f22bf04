import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

export default [
  { run: "up", program: () => new Thing("a", { value: 1 }) },
  {
    run: "up",
    program: () => {
      const b = new Thing("b", {}, { aliases: [{ name: "a" }] });
      new Thing("c", {}, { aliases: [{ name: "a" }], dependsOn: b });
    },
  },
  {
    run: "up",
    program: () => {
      const first = new Thing("same");
      new Thing("same", {}, { dependsOn: first });
    },
  },
] satisfies Case;
