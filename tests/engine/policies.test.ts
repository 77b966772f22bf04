import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectDirectory, temporaryDirectory } from "../kit/platform.ts";
import { PulumiStack, requirePulumi } from "../kit/pulumi.ts";
import { ServedCloudProcess } from "../kit/served-cloud.ts";

const RULE = "respol-cross-account-allowlist";

/** The policy pack on Pulumi's own engine, where at a first preview nothing exists yet. */
describe("the policies at a first preview", function () {
  this.timeout(60_000);
  requirePulumi();

  let cloud: ServedCloudProcess;
  let stack: PulumiStack;

  before(async () => {
    cloud = await ServedCloudProcess.start();
    const program = join(import.meta.dirname, "fixtures/foreign-account");
    stack = await PulumiStack.init({ stack: "dev", environment: cloud.environment, program });
  });
  after(() => cloud?.stop());

  const preview = async (settings: object) => {
    const config = join(temporaryDirectory(), "policy-config.json");
    writeFileSync(config, JSON.stringify({ settings }));
    const pack = ["--policy-pack", join(projectDirectory, "policies"), "--policy-pack-config", config];
    const { findings, printed } = await stack.run("preview", ...pack);
    return { found: findings.filter(({ policy }) => policy === RULE).map(({ level }) => level), printed };
  };

  it("leave open whose an account is while nothing says it, and say which setting would", async () => {
    const { found, printed } = await preview({});
    assert.deepEqual(found, [], printed);
    assert.match(printed, /decisions? left open: .* The setting account would decide 1 of them\./);
  });

  it("know a foreign account by the setting account", async () => {
    const { found, printed } = await preview({ account: "111122223333" });
    assert.deepEqual(found, ["mandatory"], printed);
    assert.doesNotMatch(printed, /The setting account/);
  });
});
