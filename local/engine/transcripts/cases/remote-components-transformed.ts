import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Group, Remote, Thing } from "../test-package.ts";

const declare = (value: number) => () => {
  pulumi.runtime.registerResourceTransform(({ name, props, opts }) =>
    name.endsWith("-child") ? { props: { ...props, fromStack: true }, opts } : undefined,
  );
  const group = new Group(
    "group",
    {},
    {
      protect: false,
      transforms: [
        ({ type, props, opts }) =>
          type === "test:index:Remote" ? { props: { ...props, value }, opts } : undefined,
      ],
    },
  );
  const remote = new Remote(
    "remote",
    { plain: 1 },
    {
      parent: group,
      transforms: [
        ({ name, props, opts }) => ({
          props: { ...props, seen: name },
          opts: pulumi.mergeOptions(opts, { retainOnDelete: true }),
        }),
      ],
    },
  );
  new Thing("after", { of: remote.child });
};

export default [
  { run: "preview", program: declare(1) },
  { run: "up", program: declare(1) },
  { run: "up", program: declare(2) },
  { run: "destroy" },
] satisfies Case;
