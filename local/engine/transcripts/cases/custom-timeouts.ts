import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (value: number) => () => {
  new Thing("a", { value }, { customTimeouts: { create: "10m", update: "1h30m", delete: "500ms" } });
};

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2) },
  { run: "destroy" },
] satisfies Case;
