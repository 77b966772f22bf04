import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { echo, Group, Thing } from "../test-package.ts";

const declare = () => {
  pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
    type === "test:index:Thing" ? { props: { ...props, fromStack: true }, opts } : undefined,
  );
  pulumi.runtime.registerInvokeTransform(({ args, opts }) => ({
    args: { ...args, transformed: true },
    opts,
  }));
  const first = new Thing("first", { secret: pulumi.secret("s") });
  const group = new Group(
    "group",
    {},
    {
      transforms: [({ props, opts }) => ({ props: { ...props, fromGroup: first.out }, opts })],
      transformations: [({ props, opts }) => ({ props: { ...props, old: true }, opts })],
    },
  );
  new Thing(
    "a",
    { value: 1 },
    {
      parent: group,
      transforms: [
        ({ props, opts }) => ({
          props: { ...props, own: true },
          opts: { ...opts, protect: false, retainOnDelete: true },
        }),
      ],
    },
  );
  return { echo: echo({ x: 1 }) };
};

export default [
  { run: "up", program: declare },
  { run: "up", program: declare },
] satisfies Case;
