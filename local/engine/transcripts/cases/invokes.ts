import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { echo, echoOutput, Thing } from "../test-package.ts";

const declare = () => {
  const a = new Thing("a", { value: 1 });
  return {
    plain: echo({ x: 1 }),
    ofA: echoOutput({ x: a.out }),
    secret: echoOutput({ x: pulumi.secret("s") }),
    after: echoOutput({ x: 2 }, { dependsOn: [a] }),
  };
};

export default [
  { run: "preview", program: declare },
  { run: "up", program: declare },
  { run: "preview", program: declare },
  { run: "up", program: () => ({ fails: echo({ x: 1 }) }), failures: ["invoke test:index:echo"] },
] satisfies Case;
