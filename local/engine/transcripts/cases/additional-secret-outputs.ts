import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (additionalSecretOutputs: string[]) => () => {
  const a = new Thing("a", { value: 1 }, { additionalSecretOutputs });
  return { out: a.out, name: a.name };
};

export default [
  { run: "up", program: declare(["out"]) },
  { run: "up", program: declare([]) },
  { run: "up", program: declare(["name", "id"]) },
] satisfies Case;
