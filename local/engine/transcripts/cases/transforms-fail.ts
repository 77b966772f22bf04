import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { echo, echoOutput, Thing } from "../test-package.ts";

export default [
  {
    run: "up",
    program: () => {
      const first = new Thing("first");
      new Thing(
        "a",
        { of: first.out },
        {
          transforms: [
            () => {
              throw new Error("this transform is wrong");
            },
          ],
        },
      );
    },
  },
  {
    run: "up",
    program: () => {
      pulumi.runtime.registerInvokeTransform(({ args, opts }) => ({
        args: { ...args, x: pulumi.secret(2) },
        opts,
      }));
      return { echo: echo({ x: 1 }), output: echoOutput({ x: new Thing("first").out }) };
    },
  },
] satisfies Case;
