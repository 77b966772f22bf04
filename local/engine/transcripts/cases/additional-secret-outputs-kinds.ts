import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare =
  (additionalSecretOutputs: string[], value: unknown = 1) =>
  () => {
    const a = new Thing("a", { value, map: { x: 1 } }, { additionalSecretOutputs });
    const group = new Group("group");
    group.register({ made: a.out, plain: 1 });
    return { out: a.out, id: a.id };
  };

export default [
  { run: "preview", program: declare(["out", "map.x", "missing"]) },
  { run: "up", program: declare(["out", "map.x", "missing"]) },
  { run: "up", program: declare(["id", "value"]) },
  { run: "up", program: declare([], 2) },
] satisfies Case;
