import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { temporaryDirectory } from "../kit/platform.ts";
import { PullRequest, releasedNow } from "../kit/pull-request.ts";

describe("a pull request", function () {
  this.timeout(120_000);
  let releases: string;

  before(async () => {
    releases = await releasedNow();
  });

  it("passes when it changes nothing", async () => {
    const request = new PullRequest({ releases });
    const upgrade = await request.step("ci:upgrade");
    assert.equal(upgrade.code, 0, upgrade.said);
    const preview = await request.step("ci:preview", "--stack", "dev");
    assert.equal(preview.code, 0, preview.said);
    assert.match(preview.said, /nothing changes, \d+ resources stay as they are/);
  });

  it("that changes a setting has a short plan, the same in every run, and passes", async () => {
    const request = new PullRequest({ releases });
    request.replace("Pulumi.dev.yaml", "orderflow:logRetentionDays: 7", "orderflow:logRetentionDays: 14");
    assert.equal((await request.step("ci:preview", "--stack", "dev")).code, 0);
    const first = await request.step("ci:comment", "--dry-run");
    assert.equal(first.code, 0, first.said);
    assert.match(first.said, /LogGroup` .*\*\*orders-create\*\*.* \| `retentionInDays` \| `7` \| `14` \|/);
    assert.ok(first.said.split("\n").length < 40);
    await request.step("ci:preview", "--stack", "dev");
    assert.equal((await request.step("ci:comment", "--dry-run")).said, first.said);
  });

  it("that breaks a type is stopped by the check", async () => {
    const request = new PullRequest();
    request.replace(
      "index.ts",
      'new Identity("identity", { settings })',
      'new Identity("identity", { setting: settings })',
    );
    const { code, said } = await request.step("ci:check");
    assert.notEqual(code, 0);
    assert.match(said, /index\.ts.*error TS/);
  });

  it("that widens a role is stopped by the policies", async () => {
    const request = new PullRequest();
    request.widenRole();
    const { code, said } = await request.step("ci:policy", "--stack", "prod");
    assert.equal(code, 1, said);
    assert.match(said, /iam-no-service-wildcard/);
  });

  it("that opens a bucket is stopped by the policies, which say how to close it", async () => {
    const request = new PullRequest();
    request.openBucket();
    const { code, said } = await request.step("ci:policy", "--stack", "prod");
    assert.equal(code, 1, said);
    assert.match(said, /s3-public-access-block-complete/);
    assert.match(said, /Set blockPublicAcls, blockPublicPolicy, .* to true\./);
    assert.match(said, /respol-no-public\[0\].*\n.*Statement 0 lets everyone in\./);
  });

  it("that drops a dead-letter queue is stopped by the policies", async () => {
    const request = new PullRequest();
    request.replace(
      "components/messaging/queue.ts",
      "redrivePolicy: pulumi.jsonStringify({",
      "redrivePolicy: true ? undefined as never : pulumi.jsonStringify({",
    );
    const { code, said } = await request.step("ci:policy", "--stack", "prod");
    assert.equal(code, 1, said);
    assert.match(said, /sqs-[a-z-]*dlq|dlq-/);
  });

  it("that replaces the orders table is stopped by the upgrade from the last release", async () => {
    const request = new PullRequest();
    request.replace("components/tiers/orders.ts", 'hashKey: "id"', 'hashKey: "orderId"');
    const { code, said } = await request.step("ci:upgrade", "--stack", "dev");
    assert.equal(code, 1, said);
    assert.match(
      said,
      /aws:dynamodb\/table:Table orders would be replaced, because of .*hashKey from id to orderId/,
    );
    assert.match(said, /releases\/allowed-replacements\.json/);
  });

  it("is compared with the last release by the embedded engine, also where there is a pulumi", async () => {
    const folder = temporaryDirectory();
    const called = join(folder, "called");
    writeFileSync(join(folder, "pulumi"), `#!/bin/sh\necho "$@" >> ${called}\nexit 1\n`, { mode: 0o755 });
    const PATH = `${folder}${delimiter}${process.env.PATH}`;
    const upgrade = await new PullRequest({ pulumi: { PATH } }).step("ci:upgrade", "--stack", "dev");
    assert.equal(upgrade.code, 0, upgrade.said);
    assert.ok(!existsSync(called));
  });

  it("can't be deployed without a pulumi, which the step says", async () => {
    const { code, said } = await new PullRequest().step("ci:deploy", "--stack", "dev");
    assert.equal(code, 1);
    assert.match(said, /no `pulumi` on the PATH/);
  });
});
