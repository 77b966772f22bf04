import type { Case } from "../case.ts";
import { TestProvider, Thing } from "../test-package.ts";

const declare =
  (force: string, name = "explicit") =>
  () => {
    const provider = new TestProvider(name, { force }, { aliases: [{ name: "explicit" }] });
    const a = new Thing("a", { value: 1 }, { provider });
    new Thing("b", { of: a.out }, { provider });
    new Thing("c", { of: a.out });
  };

export default [
  { run: "up", program: declare("1") },
  { run: "preview", program: declare("2") },
  { run: "up", program: declare("2"), failures: ["create b"] },
  { run: "up", program: declare("2") },
  { run: "up", program: declare("2", "renamed") },
  { run: "up", program: declare("3", "renamed"), failures: ["delete a"] },
  { run: "up", program: () => {} },
] satisfies Case;
