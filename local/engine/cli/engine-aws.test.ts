import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { EngineProcess } from "../fixtures/engine-process.ts";

describe("npm run local -- engine, for a program of which nobody serves the provider aws", function () {
  this.timeout(60_000);

  it("deploys onto a local cloud that it keeps beside the state for as long as there is something", async () => {
    const engine = new EngineProcess("queue");
    const cloud = `${engine.state}.cloud`;
    const run = async (operation: string, timeout: number) => {
      const config = engine.write("config.json", { "aws:region": "eu-west-1", "queue:timeout": timeout });
      const answer = await engine.run(engine.arguments(operation, "--config-file", config));
      assert.equal(answer.code, 0, answer.text);
      return answer.steps;
    };
    const queue = () => engine.saved().resources?.find(({ type }) => type === "aws:sqs/queue:Queue");
    try {
      assert.ok((await run("preview", 30)).includes("create orders"));
      assert.equal(existsSync(cloud), false, "a preview leaves nothing");

      assert.ok((await run("up", 30)).includes("create orders"));
      const made = queue();
      assert.match(String(made?.id), /^http:.*\/000000000000\/orders-[0-9a-f]{7}$/);
      assert.match(String(Object(made?.outputs).arn), /^arn:aws:sqs:eu-west-1:000000000000:orders-/);
      assert.ok((await run("up", 60)).includes("update orders"));
      assert.equal(Object(queue()?.outputs).visibilityTimeoutSeconds, 60);
      await run("refresh", 60);
      assert.equal(queue()?.id, made?.id, "it is still there");

      assert.ok((await run("destroy", 60)).includes("delete orders"));
      assert.equal(existsSync(cloud), false);
    } finally {
      engine.remove();
    }
  });
});
