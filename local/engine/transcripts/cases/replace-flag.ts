import { type Case, urn } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = (value: number) => () => {
  const a = new Thing("a", { value });
  new Thing("b", { of: a.out, value });
};

export default [
  { run: "up", program: declare(1) },
  { run: "preview", program: declare(1), replace: [urn("a")] },
  { run: "up", program: declare(1), replace: [urn("a")] },
  { run: "up", program: declare(2), targets: [urn("a")], replace: [urn("a")] },
  { run: "up", program: declare(2), replace: [urn("nowhere")] },
] satisfies Case;
