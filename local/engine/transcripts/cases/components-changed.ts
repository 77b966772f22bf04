import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

class Other extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("test:local:Other", name, {}, options);
  }
}

const declare =
  (kind: "group" | "other" | "none", inputs: Readonly<Record<string, unknown>> = {}) =>
  () => {
    const first = new Thing("first", {});
    const parent =
      kind === "none"
        ? undefined
        : kind === "other"
          ? new Other("component", { dependsOn: [first] })
          : new Group("component", inputs, { dependsOn: [first] });
    const a = new Thing("a", { value: 1 }, parent === undefined ? {} : { parent });
    if (parent !== undefined) (parent as Group).register({ a: a.out, secret: pulumi.secret(1), kind });
    return { a: a.urn };
  };

export default [
  { run: "up", program: declare("group", { x: 1, secret: pulumi.secret("s") }) },
  { run: "up", program: declare("group", { x: 2, list: [{ y: null }] }) },
  { run: "preview", program: declare("other") },
  { run: "up", program: declare("other") },
  { run: "up", program: declare("none") },
  { run: "up", program: declare("group"), failures: ["create a"] },
  { run: "up", program: declare("group") },
] satisfies Case;
