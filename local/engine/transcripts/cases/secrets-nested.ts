import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (hidden: boolean, value: number) => () => {
  const wrap = (each: unknown) => (hidden ? pulumi.secret(each) : each);
  const a = new Thing("a", {
    map: { deep: { x: wrap(value), y: 1 }, z: wrap({ all: value }) },
    list: [1, wrap(value), [wrap(2)]],
    whole: wrap([1, 2]),
    empty: wrap(null),
  });
  const group = new Group("group", { x: wrap(value) });
  group.register({ x: wrap(value), map: { y: wrap(1) } });
  new Thing("b", { of: a.out, value: wrap(a.out) });
  return {
    x: wrap(value),
    map: { y: wrap(1), list: [wrap(1), 2] },
    unwrapped: pulumi.unsecret(pulumi.secret(1)),
  };
};

export default [
  { run: "preview", program: declare(true, 1) },
  { run: "up", program: declare(true, 1) },
  { run: "up", program: declare(true, 2) },
  { run: "up", program: declare(false, 2) },
  { run: "refresh" },
  { run: "up", program: declare(true, 2) },
] satisfies Case;
