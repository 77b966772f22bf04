import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

export default [
  { run: "up", program: () => new Thing("a") },
  {
    run: "up",
    program: () => {
      new Thing("b");
      throw new Error("the program is wrong");
    },
  },
  {
    run: "up",
    program: async () => {
      await pulumi.log.error("something is wrong");
      await pulumi.log.warn("something is odd");
      new Thing("a");
    },
  },
  { run: "up", program: () => process.exit(3) },
] satisfies Case;
