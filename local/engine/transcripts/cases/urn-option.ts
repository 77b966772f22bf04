import { type Case, urn } from "../case.ts";
import { Thing } from "../test-package.ts";

export default [
  { run: "up", program: () => new Thing("a", { value: 1 }) },
  {
    run: "preview",
    program: () => {
      const a = new Thing("a", { value: 1 });
      const again = new Thing("again", {}, { urn: urn("a") });
      return { a: a.out, again: again.out };
    },
  },
  {
    run: "up",
    program: async () => {
      const a = new Thing("a", { value: 1 });
      const again = new Thing("again", {}, { urn: await promised(a) });
      new Thing("of-again", { of: again.out }, { parent: again });
      return { again: again.out };
    },
  },
  { run: "up", program: () => ({ lost: new Thing("lost", {}, { urn: urn("nowhere") }).out }) },
] satisfies Case;

function promised(thing: Thing): Promise<string> {
  return new Promise((resolve) => thing.urn.apply(resolve));
}
