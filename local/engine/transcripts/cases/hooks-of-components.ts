import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare =
  (value: number, failing = "") =>
  () => {
    const hook = (name: string, options: object = {}) =>
      new pulumi.ResourceHook(
        name,
        ({ urn, newInputs, oldInputs, newOutputs, oldOutputs }) => {
          console.log(JSON.stringify({ name, urn, newInputs, oldInputs, newOutputs, oldOutputs }));
          if (name === failing) throw new Error(`${name} fails`);
        },
        options,
      );
    const hooks = {
      beforeCreate: [hook("first", { onDryRun: true }), hook("second")],
      afterCreate: [hook("after")],
      beforeUpdate: [hook("first-update", { onDryRun: true })],
      afterUpdate: [hook("after-update")],
    };
    const group = new Group("group", { value }, { hooks });
    const a = new Thing("a", { value }, { parent: group, hooks });
    new Thing("b", { of: a.out, value });
    group.register({ made: a.out });
  };

export default [
  { run: "preview", program: declare(1) },
  { run: "up", program: declare(1, "second") },
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2, "after-update") },
  { run: "up", program: declare(3, "first-update"), continueOnError: true },
] satisfies Case;
