import type { Case } from "../case.ts";
import { TestProvider, Thing } from "../test-package.ts";

const declare = (explicit: boolean) => () => {
  const provider = new TestProvider("explicit", { region: "here" });
  new Thing("a", { value: 1 }, explicit ? { provider } : {});
};

export default [
  { run: "up", program: declare(false) },
  { run: "up", program: declare(true) },
  { run: "up", program: declare(false) },
] satisfies Case;
