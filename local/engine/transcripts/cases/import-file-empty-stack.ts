import type { Case } from "../case.ts";

export default [
  {
    run: "import",
    file: { resources: [{ type: "test:index:Thing", name: "one", id: "given-1", version: "1.0.0" }] },
  },
] satisfies Case;
