import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryDirectory } from "../kit/platform.ts";
import { PullRequest } from "../kit/pull-request.ts";
import { requirePulumi } from "../kit/pulumi.ts";
import { ServedCloudProcess } from "../kit/served-cloud.ts";

describe("a pull request, with Pulumi's own engine", function () {
  this.timeout(120_000);
  requirePulumi();
  let cloud: ServedCloudProcess;
  let request: PullRequest;

  const passes = async (script: string, ...args: readonly string[]): Promise<string> => {
    const { code, said } = await request.step(script, ...args);
    assert.equal(code, 0, said);
    return said;
  };

  before(async () => {
    cloud = await ServedCloudProcess.start();
    request = new PullRequest({
      pulumi: {
        ...cloud.environment,
        PULUMI_HOME: temporaryDirectory(),
        PULUMI_BACKEND_URL: `file://${temporaryDirectory()}`,
        PULUMI_CONFIG_PASSPHRASE: "passphrase",
        AWS_ENDPOINT_URL: cloud.stackFile.endpoint,
        AWS_SHARED_CREDENTIALS_FILE: join(cloud.stateDirectory, "credentials"),
      },
    });
    const { code, said } = await request.run("pulumi", "stack", "init", "dev");
    assert.equal(code, 0, said);
  });
  after(() => cloud?.stop());

  it("is planned, deployed as planned, and takes an order", async () => {
    assert.match(await passes("ci:preview", "--stack", "dev"), /`dev`: \d+ to create, 0 unchanged/);
    await passes("ci:deploy", "--stack", "dev");
    assert.match(await passes("ci:smoke", "--stack", "dev"), /was CONFIRMED within \d+ ms/);
    assert.match(await passes("ci:preview", "--stack", "dev"), /nothing changes/);
  });

  it("is planned as exactly the setting that it changes", async () => {
    request.replace("Pulumi.dev.yaml", /(orderflow:logRetentionDays:).*/, "$1 14");
    const said = await passes("ci:preview", "--stack", "dev");
    assert.match(said, /`dev`: \d to update, \d+ unchanged/);
    assert.match(said, /\| `retentionInDays` \| `7` \| `14` \|/);
  });

  it("is stopped by the policies when it widens a role, and what was planned can't be deployed then", async () => {
    request.widenRole();
    const preview = await request.step("ci:preview", "--stack", "dev");
    assert.equal(preview.code, 1, preview.said);
    assert.match(preview.said, /iam-no-service-wildcard/);
    const deploy = await request.step("ci:deploy", "--stack", "dev");
    assert.equal(deploy.code, 1, deploy.said);
  });
});
