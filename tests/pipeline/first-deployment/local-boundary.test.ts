import assert from "node:assert/strict";
import { join } from "node:path";
import { startPlatform } from "../../../local/platform.ts";
import { projectDirectory, temporaryDirectory } from "../../kit/platform.ts";

const BOUNDARY = "orderflow-dev-boundary";

describe("a stack that names its boundary, on the local cloud", function () {
  this.timeout(60_000);

  const start = (boundary: string, more: object = {}) =>
    startPlatform({
      directory: projectDirectory,
      stack: "dev",
      port: 0,
      workDirectory: temporaryDirectory(),
      config: { "orderflow:permissionsBoundary": boundary },
      ...more,
    });

  it("has its roles bounded without a bootstrap, at every kind of start", async () => {
    const directory = temporaryDirectory();
    for (const [mode, recorded] of [
      ["recordings", false],
      ["recordings", true],
      ["persist", false],
      ["persist", true],
    ] as const) {
      const platform = await start(BOUNDARY, { [mode]: join(directory, mode) });
      const roles = platform.cloud.iam.roles.list().filter(({ path }) => path === "/");
      await platform.stop();
      assert.equal(platform.recorded, recorded, mode);
      assert.ok(roles.length > 0);
      for (const { name, permissionsBoundary } of roles)
        assert.equal(permissionsBoundary, `arn:aws:iam::000000000000:policy/${BOUNDARY}`, `${mode}: ${name}`);
    }
  });

  it("is not deployed with a boundary that nobody has made", async () => {
    await assert.rejects(start("nobodys"), /policy\/nobodys does not exist/);
  });
});
