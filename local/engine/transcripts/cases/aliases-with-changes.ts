import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const before = () => {
  const a = new Thing("a", { force: 1 });
  new Thing("b", { of: a.out });
  new Thing("c", { force: 1, dbr: true });
};

const after = (force: number) => () => {
  const a = new Thing("a2", { force }, { aliases: [{ name: "a" }, { name: "never" }] });
  new Thing("b2", { of: a.out, more: true }, { aliases: [{ name: "b" }] });
  new Thing("c2", { force, dbr: true }, { aliases: [{ name: "c" }] });
};

export default [
  { run: "up", program: before },
  { run: "up", program: after(1) },
  { run: "up", program: after(1) },
  { run: "up", program: before },
  { run: "up", program: after(2) },
] satisfies Case;
