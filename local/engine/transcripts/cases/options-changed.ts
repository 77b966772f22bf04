import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare =
  (options: object, more: object = {}) =>
  () => {
    const first = new Thing("first", {});
    new Thing("a", { value: 1, ...more }, { ...options, dependsOn: "dependsOn" in options ? [first] : [] });
  };

export default [
  { run: "up", program: declare({}) },
  { run: "up", program: declare({ protect: true, dependsOn: true, customTimeouts: { delete: "5m" } }) },
  { run: "up", program: declare({ retainOnDelete: true, ignoreChanges: ["x"], replaceOnChanges: ["y"] }) },
  { run: "preview", program: declare({ deleteBeforeReplace: true, hideDiffs: ["value"], version: "1.0.1" }) },
  { run: "up", program: declare({ deleteBeforeReplace: true, hideDiffs: ["value"], version: "1.0.1" }) },
  { run: "up", program: declare({ customTimeouts: { create: "nonsense" } }) },
  { run: "up", program: declare({}, { value: 1 }) },
] satisfies Case;
