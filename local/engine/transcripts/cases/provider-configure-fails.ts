import type { Case } from "../case.ts";
import { TestProvider, Thing } from "../test-package.ts";

const declare = () => {
  const provider = new TestProvider("explicit", { region: "here" });
  new Thing("a", { value: 1 }, { provider });
};

export default [
  { run: "up", program: declare, failures: ["configure explicit"] },
  { run: "up", program: declare },
] satisfies Case;
