import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = () => {
  new Thing("a", { value: 1 }, { replaceOnChanges: ["#initerror"] });
};

export default [
  { run: "up", program: declare, failures: ["init a"] },
  { run: "up", program: declare },
] satisfies Case;
