import type { Case } from "../case.ts";
import { echoOutput, TestProvider, Thing } from "../test-package.ts";

const pluginDownloadURL = "https://example.com/some plugins/";

export default [
  {
    run: "up",
    config: { "test:region": "here" },
    secrets: { "test:token": "t0p" },
    program: () => {
      const a = new Thing("a", { value: 1 }, { pluginDownloadURL });
      new Thing("b", { of: a.out }, { version: "1.2.3-beta.1+build" });
      new TestProvider("explicit", { region: "there" }, { pluginDownloadURL } as object);
      return { echo: echoOutput({ x: 1 }, { pluginDownloadURL }) };
    },
  },
  { run: "destroy" },
] satisfies Case;
