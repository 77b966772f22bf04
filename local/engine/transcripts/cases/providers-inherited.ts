import type { Case } from "../case.ts";
import { echoOutput, Group, Other, TestProvider, Thing } from "../test-package.ts";

const declare = (changed: boolean) => () => {
  const one = new TestProvider("one", { region: "one" });
  const two = new TestProvider(
    "two",
    { region: changed ? "changed" : "two" },
    { dependsOn: [new Thing("first")] },
  );
  const outer = new Group("outer", {}, { providers: { test: one } });
  new Thing("of-one", {}, { parent: outer });
  const inner = new Group("inner", {}, { parent: outer, providers: [two] });
  new Thing("of-two", {}, { parent: inner });
  const single = new Group("single", {}, { provider: two });
  const child = new Thing("of-two-too", {}, { parent: single });
  new Thing("of-its-parent", {}, { parent: child });
  new Thing("of-its-own", {}, { parent: inner, provider: one });
  new Other("of-the-default", {}, { parent: inner });
  return { echo: echoOutput({ x: 1 }, { parent: inner }), plain: echoOutput({ x: 2 }, { provider: two }) };
};

export default [
  { run: "preview", program: declare(false) },
  { run: "up", program: declare(false) },
  { run: "up", program: declare(true) },
  { run: "destroy" },
] satisfies Case;
