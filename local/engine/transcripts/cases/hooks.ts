import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (value: number, failing?: string) => () => {
  const hook = (name: string) =>
    new pulumi.ResourceHook(name, (args) => {
      if (name.startsWith(failing ?? "never")) throw new Error(`${name} fails for ${args.name}`);
    });
  const before = hook("before");
  const after = hook("after");
  new Thing(
    "a",
    { value },
    {
      hooks: {
        beforeCreate: [before],
        afterCreate: [after],
        beforeUpdate: [before],
        afterUpdate: [after],
        beforeDelete: [before],
        afterDelete: [after],
      },
    },
  );
  new Thing("b", { value });
};

export default [
  { run: "preview", program: declare(1) },
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2) },
  { run: "up", program: declare(3, "before") },
  { run: "up", program: declare(3, "after") },
  { run: "destroy" },
  { run: "destroy", program: declare(3), runProgram: true },
] satisfies Case;
