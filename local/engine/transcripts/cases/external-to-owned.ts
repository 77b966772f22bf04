import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

export default [
  { run: "up", program: () => Thing.get("a", "given-1") },
  { run: "preview", program: () => new Thing("a", { value: 1 }) },
  { run: "up", program: () => new Thing("a", { value: 1 }) },
  { run: "up", program: () => Thing.get("a", "given-1") },
] satisfies Case;
