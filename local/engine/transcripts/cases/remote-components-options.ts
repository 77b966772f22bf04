import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Group, Remote, TestProvider, Thing } from "../test-package.ts";

const declare = (name: string, value: number) => () => {
  const provider = new TestProvider("explicit", { region: "here" });
  const first = new Thing("first", { value });
  const group = new Group("group", {}, { providers: [provider] });
  const remote = new Remote(
    name,
    { value: first.out, list: [pulumi.secret(1), { x: first.out }] },
    { parent: group, dependsOn: [first], aliases: [{ name: "remote" }] },
  );
  new Thing("after", { value }, { dependsOn: [remote] });
  return { urn: remote.urn };
};

export default [
  { run: "up", program: declare("remote", 1) },
  { run: "preview", program: declare("renamed", 2) },
  { run: "up", program: declare("renamed", 2) },
  { run: "up", program: declare("renamed", 2), failures: ["create after"], replace: ["**::after"] },
  { run: "up", program: () => new Thing("first", { value: 2 }) },
] satisfies Case;
