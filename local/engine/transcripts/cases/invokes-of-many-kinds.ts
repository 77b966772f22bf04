import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { echoOutput, Group, Thing } from "../test-package.ts";

const declare = (value: number) => () => {
  const a = new Thing("a", { force: value });
  const group = new Group("group");
  new Thing("in-group", { force: value }, { parent: group });
  return {
    nested: echoOutput({ list: [1, { x: a.out }], secret: pulumi.secret("s"), none: null }),
    group: echoOutput({ x: 1 }, { dependsOn: [group] }),
    parent: echoOutput({ x: 2 }, { parent: a }),
    asset: echoOutput({ file: new pulumi.asset.StringAsset("text") }),
    resource: echoOutput({ a }),
  };
};

export default [
  { run: "preview", program: declare(1) },
  { run: "up", program: declare(1) },
  { run: "preview", program: declare(2) },
  { run: "up", program: declare(2) },
] satisfies Case;
