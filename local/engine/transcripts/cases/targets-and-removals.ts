import { type Case, urn } from "../case.ts";
import { Thing } from "../test-package.ts";

const all = () => {
  const a = new Thing("a", { force: 1 });
  const b = new Thing("b", { of: a.out });
  new Thing("c", { of: b.out });
  new Thing("d", {}, { protect: true });
};

export default [
  { run: "up", program: all },
  { run: "up", program: () => {}, targets: [urn("b")] },
  { run: "preview", program: () => {}, targets: [urn("b")], targetDependents: true },
  { run: "up", program: () => {}, targets: [urn("b")], targetDependents: true },
  {
    run: "up",
    program: () => {
      const a = new Thing("a", { force: 2 });
      new Thing("b", { of: a.out });
      new Thing("e", { of: a.out });
    },
    targets: [urn("e")],
  },
  { run: "up", program: () => new Thing("a", { force: 3 }), targets: [urn("a")], targetDependents: true },
  { run: "destroy", targets: [urn("d")] },
  { run: "destroy", targets: ["**::a"], targetDependents: true },
] satisfies Case;
