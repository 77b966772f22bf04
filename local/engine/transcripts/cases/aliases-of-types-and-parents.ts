import * as pulumi from "@pulumi/pulumi";
import { type Case, urn } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

class Renamed extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("test:local:Renamed", name, {}, options);
  }
}

function before() {
  const group = new Group("group");
  const inner = new Group("inner", {}, { parent: group });
  new Thing("deep", { value: 1 }, { parent: inner });
  new Thing("at-root", { value: 1 });
  new Thing("in-group", { value: 1 }, { parent: group });
  new Thing("by-urn", { value: 1 });
}

function after(value: number) {
  const group = new Renamed("group", { aliases: [{ type: "test:local:Group" }] });
  const inner = new Group("inner-too", {}, { parent: group, aliases: [{ name: "inner" }] });
  new Thing("deeper", { value }, { parent: inner, aliases: [{ name: "deep" }] });
  new Thing("at-root", { value }, { parent: group, aliases: [{ parent: pulumi.rootStackResource }] });
  new Thing("in-group", { value }, { aliases: [{ parent: urn("group", "test:local:Group") }] });
  new Thing("by-another", { value }, { aliases: [urn("by-urn")] });
}

export default [
  { run: "up", program: before },
  { run: "preview", program: () => after(1) },
  { run: "up", program: () => after(1) },
  { run: "up", program: () => after(2) },
  { run: "up", program: before },
] satisfies Case;
