import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Group, TestProvider, Thing } from "../test-package.ts";

const declare = () => {
  const provider = new TestProvider("explicit", { region: "here" });
  const first = new Thing("first", { value: 1 });
  pulumi.runtime.registerResourceTransform(async ({ type, name, props, opts, custom }) => {
    await Promise.resolve();
    if (!custom || type !== "test:index:Thing" || name === "first") return undefined;
    return { props: { ...props, seen: [...(props.seen ?? []), `stack ${name}`] }, opts };
  });
  const outer = new Group(
    "outer",
    {},
    {
      transforms: [
        ({ props, opts, type }) =>
          type === "test:index:Thing"
            ? {
                props: { ...props, seen: [...(props.seen ?? []), "outer"], hidden: pulumi.secret(first.out) },
                opts: pulumi.mergeOptions(opts, { dependsOn: [first], provider }),
              }
            : undefined,
      ],
    },
  );
  const inner = new Group(
    "inner",
    {},
    {
      parent: outer,
      transforms: [
        ({ props, opts }) => ({ props: { ...props, seen: [...(props.seen ?? []), "inner"] }, opts }),
        ({ props, opts }) => ({
          props,
          opts: { ...opts, ignoreChanges: ["ignored"], additionalSecretOutputs: ["name"] },
        }),
      ],
    },
  );
  new Thing("a", { value: 1, ignored: 1 }, { parent: inner });
  new Thing(
    "b",
    { value: 1 },
    {
      parent: inner,
      transforms: [
        ({ props, opts }) => ({ props: { ...props, seen: ["own"] }, opts: { ...opts, protect: true } }),
      ],
      transformations: [({ props, opts }) => ({ props: { ...props, value: 2 }, opts })],
    },
  );
};

export default [
  { run: "preview", program: declare },
  { run: "up", program: declare },
  { run: "up", program: declare },
] satisfies Case;
