import { type Case, urn } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (value: number) => () => {
  const a = new Thing("a", { value });
  new Thing("b", { of: a.out, value });
  new Thing("c", { value });
};

export default [
  { run: "up", program: declare(1) },
  { run: "refresh", program: declare(1), runProgram: true, targets: [urn("c")] },
  { run: "refresh", program: declare(1), runProgram: true },
  { run: "refresh", program: declare(1), runProgram: true, drift: { a: "gone" } },
] satisfies Case;
