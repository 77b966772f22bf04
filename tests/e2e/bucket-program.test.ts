import assert from "node:assert/strict";
import { EngineProcess } from "../../local/engine/fixtures/engine-process.ts";

/** On a cloud that is kept, and taken up anew by each command. */
describe("a program with a bucket", function () {
  this.timeout(120_000);
  const engine = new EngineProcess("../../../tests/e2e/fixtures/bucket");
  after(() => engine.remove());

  const CONFIG = {
    "aws:region": "eu-west-1",
    "bucket:team": "orders",
    "bucket:days": 7,
    "bucket:text": "one",
  };
  const run = async (operation: string, changed: object = {}, ...more: readonly string[]) => {
    const config = engine.write("config.json", { ...CONFIG, ...changed });
    const answer = await engine.run(engine.arguments(operation, "--config-file", config, ...more));
    assert.equal(answer.code, 0, answer.text);
    return answer.steps.filter((step) => !step.startsWith("same "));
  };
  const saved = (type: string) =>
    engine.saved().resources?.find((resource) => String(resource.type).endsWith(`:${type}`));

  it("is previewed, deployed, changed in place, refreshed, replaced and destroyed", async () => {
    assert.ok((await run("preview")).includes("create Files"));
    assert.ok((await run("up")).includes("create readme"));
    const { id } = saved("Bucket") ?? {};
    assert.match(String(id), /^files-[0-9a-f]{7}$/);
    const { versionId } = Object(saved("BucketObjectv2")?.outputs);
    assert.match(versionId, /^[\w-]{32}$/);

    const changed = { "bucket:days": 14, "bucket:team": "billing", "bucket:text": "two" };
    assert.deepEqual(await run("up", changed), ["update Files", "update files", "update readme"]);
    assert.notEqual(Object(saved("BucketObjectv2")?.outputs).versionId, versionId);
    const refreshed = await run("refresh", changed);
    assert.deepEqual([...new Set(refreshed.map((step) => step.split(" ", 1)[0]))], ["refresh"]);
    assert.deepEqual(await run("preview", changed), [], "nothing has changed");

    const replaced = await run("up", { ...changed, "bucket:name": "other-files" });
    assert.ok(replaced.includes("create-replacement Files"), String(replaced));
    assert.equal(saved("BucketPolicy")?.id, "other-files");

    assert.ok((await run("destroy", changed)).includes("delete Files"));
  });
});
