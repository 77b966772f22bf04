import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

function program() {
  const group = new Group("group", { size: 1 });
  const source = new Thing("source", { value: pulumi.secret(1) }, { parent: group });
  new Thing("sink", { value: source.out, more: source.out.apply((out) => [out]) }, { dependsOn: [group] });
  Thing.get("read", "given-1");
  return { out: source.out };
}

const whole = (config: object): Readonly<Record<string, unknown>> => ({ whole: config });

export default [
  { run: "preview", policies: whole({ names: ["the stack"] }), program },
  { run: "up", policies: whole({ describe: true, names: ["sink", "the stack"] }), program },
  { run: "up", policies: whole({ describe: true }), program: () => new Thing("left", {}) },
  {
    run: "up",
    policies: whole({ names: ["failed"] }),
    failures: ["create failed"],
    program: () => new Thing("failed", {}),
  },
  {
    run: "up",
    policies: { whole: { enforcementLevel: "remediate", names: ["left"] } },
    program: () => new Thing("left", {}),
  },
  { run: "destroy" },
] satisfies Case;
