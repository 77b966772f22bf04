import type { Case } from "../case.ts";
import { echoOutput, TestProvider, Thing } from "../test-package.ts";

const disabled = { "pulumi:disable-default-providers": '["*"]' };

export default [
  {
    run: "up",
    config: disabled,
    program: () => {
      const provider = new TestProvider("explicit", { region: "here" });
      const a = new Thing("a", { value: 1 }, { provider });
      return { echo: echoOutput({ x: a.out }, { provider }) };
    },
  },
  { run: "up", config: disabled, program: () => ({ echo: echoOutput({ x: 1 }) }) },
  {
    run: "up",
    config: { "pulumi:disable-default-providers": '["other"]' },
    program: () => new Thing("a", { value: 2 }),
  },
] satisfies Case;
