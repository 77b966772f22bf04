import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

async function made(): Promise<void> {
  const a = new Thing("a", { value: 1 });
  await new Promise((resolve) => a.out.apply(resolve));
}

export default [
  {
    run: "up",
    program: async () => {
      await made();
      throw new pulumi.RunError("it can't go on");
    },
  },
  {
    run: "up",
    program: async () => {
      await made();
      process.exitCode = 5;
    },
  },
  { run: "up", program: made },
] satisfies Case;
