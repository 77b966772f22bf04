import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = () => {
  const a = new Thing("a", {
    none: null,
    missing: undefined,
    list: [null, undefined, 1],
    deep: { none: null, missing: undefined, empty: {}, list: [] },
    text: "",
    flag: false,
    zero: 0,
  });
  return { a: a.out, none: null, list: [undefined, 1] };
};

export default [
  { run: "up", program: declare },
  { run: "up", program: declare },
] satisfies Case;
