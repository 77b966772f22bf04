import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare = (more: boolean) => () => {
  const one = new Group("one");
  const two = new Group("two");
  new Thing("same", { value: 1 }, { parent: one });
  const same = new Thing("same", { value: 1 }, { parent: two, dependsOn: [one] });
  new Group("same", {}, { parent: two });
  new Thing("a name/with: odd characters, ümlauts $ and so on", {});
  if (more) new Thing("same", { value: 2 }, { parent: two, dependsOn: [same] });
};

export default [
  { run: "up", program: declare(false) },
  { run: "up", program: declare(true) },
  { run: "up", program: () => new Thing("a::b", {}) },
  { run: "destroy" },
] satisfies Case;
