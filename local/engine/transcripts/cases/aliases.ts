import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

function renamed() {
  const group = new Group("renamed", {}, { aliases: [{ name: "group" }] });
  new Thing("renamed-child", { value: 1 }, { parent: group });
  const plain = new Thing("other", { value: 2 }, { aliases: [{ name: "plain" }] });
  new Thing("moved", { of: plain.out }, { parent: group, aliases: [{ parent: pulumi.rootStackResource }] });
}

export default [
  {
    run: "up",
    program: () => {
      const group = new Group("group");
      new Thing("group-child", { value: 1 }, { parent: group });
      new Thing("plain", { value: 1 });
      new Thing("moved", { value: 1 });
    },
  },
  { run: "preview", program: renamed },
  { run: "up", program: renamed },
  { run: "up", program: renamed },
] satisfies Case;
