import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

function mended() {
  const source = new Thing("source", { value: 1 });
  return new Thing("mended", { mend: "well", value: source.out, password: pulumi.secret("p") });
}

function unmendable() {
  new Thing("unmendable", { mend: "not", advised: "so" }, { dependsOn: [mended()] });
}

export default [
  { run: "preview", policies: {}, program: () => new Thing("bad", { forbidden: "bad" }) },
  { run: "up", policies: {}, program: () => new Thing("bad", { forbidden: "bad" }) },
  {
    run: "up",
    policies: { forbidden: "advisory", advised: { note: "a note" } },
    program: () => new Thing("bad", { forbidden: "bad", advised: "unwise" }),
  },
  { run: "up", policies: { all: "disabled" }, program: () => new Thing("bad", { forbidden: "worse" }) },
  // Not created, nothing is deleted, and what needs it is not made either.
  {
    run: "up",
    policies: {},
    program: () => {
      const bad = new Thing("worst", { forbidden: "worst" });
      new Thing("dependent", { value: bad.out });
    },
  },
  {
    run: "up",
    policies: {},
    continueOnError: true,
    program: () => {
      const good = new Thing("independent", {});
      const bad = new Thing("worst", { forbidden: "worst" }, { dependsOn: [good] });
      new Thing("dependent", { value: bad.out });
    },
  },
  { run: "destroy" },
  { run: "preview", policies: {}, program: unmendable },
  { run: "up", policies: {}, program: mended },
  { run: "up", policies: {}, program: unmendable },
  { run: "up", policies: { mended: "advisory" }, program: unmendable },
  { run: "up", policies: { mended: "advisory" }, program: () => new Thing("source", { break: true }) },
  { run: "destroy" },
  {
    run: "up",
    policies: {},
    program: () => {
      const group = new Group("group", { describe: true, size: 1 });
      const source = new Thing("source", { describe: true, nothing: null }, { parent: group, protect: true });
      const options = {
        additionalSecretOutputs: ["out"],
        customTimeouts: { create: "5m" },
        deleteBeforeReplace: true,
        ignoreChanges: ["ignored"],
        aliases: [{ name: "former" }],
        dependsOn: [group],
      };
      new Thing(
        "described",
        {
          describe: true,
          __internal: 1,
          password: pulumi.secret("p"),
          value: source.out,
          list: [1, { a: source }],
        },
        options,
      );
    },
  },
] satisfies Case;
