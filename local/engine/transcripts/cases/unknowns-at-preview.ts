import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  const a = new Thing("a", { force, hidden: pulumi.secret("h") });
  const b = new Thing("b", {
    all: pulumi.all([a.out, 1]).apply(([out, one]) => ({ out, one })),
    text: pulumi.interpolate`x-${a.out}`,
    secret: pulumi.secret(a.out),
    nested: { list: [a.out, { deep: a.id }], known: 1 },
  });
  const group = new Group("group", { of: a.out });
  group.register({ of: b.out, known: 1 });
  new Thing("c", { of: b.out, known: 1 }, { parent: group, ignoreChanges: [] });
  return {
    applied: a.out.apply((out) => {
      if (out === undefined) throw new Error("applied to nothing");
      return out;
    }),
    list: [b.id, "x"],
    secret: pulumi.secret(b.out),
  };
};

export default [
  { run: "preview", program: declare(1) },
  { run: "up", program: declare(1) },
  { run: "preview", program: declare(2) },
  { run: "up", program: declare(2) },
] satisfies Case;
