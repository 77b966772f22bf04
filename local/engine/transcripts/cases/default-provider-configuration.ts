import type { Case } from "../case.ts";
import { Other, Thing } from "../test-package.ts";

const declare = () => {
  new Thing("a", { value: 1 });
  new Other("b", { value: 1 });
};

const withoutVersion = () => {
  new Thing("a", { value: 1 }, { version: "1.2.3" });
};

export default [
  { run: "up", program: declare, config: { "test:region": "here", "test:flag": "true", "other:x": "1" } },
  { run: "up", program: declare, config: { "test:region": "there", "test:flag": "true" } },
  { run: "up", program: withoutVersion, config: { "test:region": "there" } },
  {
    run: "up",
    program: () => new Thing("a", { value: 1 }),
    config: { "test:region": "here", "pulumi:disable-default-providers": '["test"]' },
  },
] satisfies Case;
