import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

export default [
  { run: "up", program: () => new Thing("there") },
  {
    run: "import",
    file: {
      resources: [
        { type: "test:index:Thing", name: "one", id: "given-1", version: "1.0.0" },
        { type: "test:index:Thing", name: "two", id: "given-2", version: "1.0.0" },
      ],
    },
  },
  {
    run: "import",
    file: { resources: [{ type: "test:index:Thing", name: "three", id: "missing", version: "1.0.0" }] },
  },
  { run: "destroy" },
] satisfies Case;
