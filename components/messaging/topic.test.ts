import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { lookupAccount } from "../core/account.ts";
import { Topic } from "./topic.ts";

const ARN = "arn:aws:sns:eu-west-1:111122223333:operators-dev";

const deploy = () =>
  mockStack(
    () => new Topic("operators", { account: lookupAccount(), key: { arn: pulumi.output("arn:key") } }),
  );

describe("Topic", () => {
  it("is encrypted with the key", async () => {
    const { inputs, deleteBeforeReplace } = (await deploy()).find("aws:sns/topic:Topic", "operators");
    assert.deepEqual(inputs, { name: "operators-dev", kmsMasterKeyId: "arn:key" });
    assert.equal(deleteBeforeReplace, true);
  });

  it("takes messages of this account's alarms, and none without TLS", async () => {
    const { inputs } = (await deploy()).find("aws:sns/topicPolicy:TopicPolicy", "operators");
    assert.equal(inputs.arn, ARN);
    assert.deepEqual(JSON.parse(String(inputs.policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "CloudWatchAlarms",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: ["sns:Publish"],
          Resource: [ARN],
          Condition: {
            ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*" },
            StringEquals: { "aws:SourceAccount": "111122223333" },
          },
        },
        {
          Sid: "DenyPlainHttp",
          Effect: "Deny",
          Principal: "*",
          Action: ["sns:Publish"],
          Resource: [ARN],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });
});
