import type { Case } from "../case.ts";
import { echo, TestProvider, Thing } from "../test-package.ts";

const declare = () => {
  const first = new Thing("first");
  const provider = new TestProvider("explicit", { region: first.out });
  const a = new Thing("a", { value: 1 }, { provider });
  new Thing("b", { of: a.out }, { provider });
  return { echo: echo({ x: 1 }, { provider }) };
};

export default [
  { run: "preview", program: declare },
  { run: "up", program: declare },
  { run: "preview", program: declare },
] satisfies Case;
