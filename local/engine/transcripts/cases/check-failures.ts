import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

export default [
  { run: "preview", program: () => new Thing("a", { problem: "it is bad" }) },
  { run: "up", program: () => new Thing("a", { problem: "it is bad" }) },
] satisfies Case;
