import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (input: number) => () => {
  const stash = new pulumi.Stash("stash", { input: { kept: input } });
  new Thing("a", { of: stash.output });
  return { output: stash.output };
};

export default [
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2) },
  { run: "destroy" },
] satisfies Case;
