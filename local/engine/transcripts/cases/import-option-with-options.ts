import type { Case } from "../case.ts";
import { Group, Thing } from "../test-package.ts";

const declare =
  (id: string | undefined, options: object = {}, inputs: object = { given: "given-1", name: "given-1" }) =>
  () => {
    const group = new Group("group");
    new Thing(
      "a",
      { ...inputs },
      { parent: group, protect: true, ...options, ...(id === undefined ? {} : { import: id }) },
    );
  };

export default [
  {
    run: "up",
    program: declare("given-1", { ignoreChanges: ["given"] }, { given: "ignored", name: "given-1" }),
  },
  {
    run: "up",
    program: declare(undefined, { ignoreChanges: ["given"] }, { given: "ignored", name: "given-1" }),
  },
  { run: "preview", program: declare("given-2", { protect: false }, { given: "given-2", name: "given-2" }) },
  { run: "up", program: declare("given-2", { protect: false }, { given: "given-2", name: "given-2" }) },
  {
    run: "up",
    program: declare("given-2", { protect: false }, { given: "given-2", name: "given-2", force: 1 }),
  },
  {
    run: "up",
    program: declare(undefined, { protect: false }, { given: "given-2", name: "given-2", force: 1 }),
  },
  { run: "destroy" },
  { run: "up", program: declare("given-3", {}, { given: "given-3", name: "given-3", force: 1 }) },
  { run: "up", program: declare("given-4", {}, { problem: "it is bad" }) },
] satisfies Case;
