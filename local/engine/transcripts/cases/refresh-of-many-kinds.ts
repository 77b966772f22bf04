import * as pulumi from "@pulumi/pulumi";
import { type Case, urn } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (force: number) => () => {
  const group = new Group("group");
  const read = Thing.get("read", "given-1", { parent: group });
  const a = new Thing(
    "a",
    { force, secret: pulumi.secret("s"), ignored: 1 },
    { parent: group, ignoreChanges: ["ignored"] },
  );
  const b = new Thing("b", { of: a.out, read: read.out }, { protect: true, deletedWith: a });
  new Thing("c", { of: b.out }, { parent: b });
  return { a: a.out };
};

export default [
  { run: "up", program: declare(1) },
  { run: "refresh", drift: { a: { secret: "changed", ignored: 2, extra: true } } },
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2), failures: ["delete a"] },
  { run: "refresh" },
  { run: "up", program: declare(2), refresh: true, drift: { b: "gone" } },
  { run: "refresh", targets: [urn("c")], drift: { c: "gone" } },
  { run: "destroy", refresh: true, drift: { b: "gone" } },
] satisfies Case;
