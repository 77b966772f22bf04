import assert from "node:assert/strict";
import { join } from "node:path";
import { Cloud } from "../../local/cloud.ts";
import { up } from "../../local/engine/engine.ts";
import { temporaryDirectory } from "../kit/platform.ts";

describe("a program with two providers", () => {
  let cloud: Cloud;
  before(async () => {
    const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
    cloud = await Cloud.start({ account, port: 0, workDirectory: temporaryDirectory() });
  });
  after(() => cloud.close());

  it("has the resources of each get the tags of theirs", async () => {
    const { outputs } = await up({
      directory: join(import.meta.dirname, "fixtures/two-providers"),
      stack: "dev",
      provider: () => cloud.openProvider(),
    });
    for (const team of ["orders", "billing"]) {
      const QueueUrl = outputs[`${team}Url`]?.value;
      const input = { QueueUrl };
      const { Tags } = await cloud.dispatcher.call<{ Tags: Record<string, string> }>(
        "sqs",
        "ListQueueTags",
        input,
        cloud.iam.rootPrincipal,
      );
      assert.deepEqual(Tags, { kind: "queue", team });
    }
  });
});
