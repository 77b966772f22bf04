import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { echoOutput, TestProvider, Thing } from "../test-package.ts";

const declare = (secret: string, unknown: boolean) => () => {
  const first = new Thing("first", { value: secret });
  const provider = new TestProvider("explicit", {
    token: pulumi.secret(secret),
    nested: { flag: true, list: [1, pulumi.secret("x")], none: null },
    number: 1.5,
    ...(unknown ? { of: first.out } : {}),
  });
  const a = new Thing("a", { value: 1 }, { provider });
  const found = Thing.get("found", "given-1", { provider, dependsOn: [a] });
  return { echo: echoOutput({ x: 1 }, { provider }), found: found.out };
};

export default [
  { run: "preview", program: declare("one", true) },
  { run: "up", program: declare("one", true) },
  { run: "up", program: declare("one", true) },
  { run: "preview", program: declare("two", true) },
  { run: "up", program: declare("two", false) },
  { run: "up", program: declare("two", false), failures: ["configure explicit"] },
  { run: "destroy" },
] satisfies Case;
