import type { Case } from "../case.ts";
import { Group, TestProvider, Thing } from "../test-package.ts";

const declare = (region: string, force?: string) => () => {
  const provider = new TestProvider("explicit", {
    region,
    nested: { list: [1, "x"] },
    ...(force === undefined ? {} : { force }),
  });
  new Thing("a", {}, { provider });
  const group = new Group("group", {}, { providers: [provider] });
  new Thing("inherited", {}, { parent: group });
  const inner = new Group("inner", {}, { parent: group });
  new Thing("inherited-deeply", {}, { parent: inner });
};

export default [
  { run: "preview", program: declare("one") },
  { run: "up", program: declare("one") },
  { run: "up", program: declare("one") },
  { run: "up", program: declare("two") },
  { run: "up", program: declare("two", "1") },
  { run: "up", program: () => {} },
] satisfies Case;
