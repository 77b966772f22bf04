import assert from "node:assert/strict";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { lookupAccount } from "../core/account.ts";
import { Key, type KeyArgs } from "./key.ts";

const KEY = "aws:kms/key:Key";
const ACCOUNT = {
  Sid: "AccountDelegation",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:root" },
  Action: ["kms:*"],
  Resource: ["*"],
};

function deploy(args: Partial<KeyArgs> = {}) {
  return mockStack(
    () =>
      new Key("orderflow-logs", { account: lookupAccount(), description: "Logs", protect: false, ...args }),
  );
}

describe("Key", () => {
  it("rotates, waits 30 days before it goes, and has an alias with the stack in it", async () => {
    const stack = await deploy();
    const { policy: _, ...inputs } = stack.find(KEY, "orderflow-logs").inputs;
    assert.deepEqual(inputs, { description: "Logs", enableKeyRotation: true, deletionWindowInDays: 30 });
    assert.deepEqual(stack.find("aws:kms/alias:Alias", "orderflow-logs").inputs, {
      name: "alias/orderflow-logs-dev",
      targetKeyId: "orderflow-logs",
    });
  });

  it("lets in nobody but the account", async () => {
    const stack = await deploy();
    assert.deepEqual(JSON.parse(String(stack.find(KEY, "orderflow-logs").inputs.policy)), {
      Version: "2012-10-17",
      Statement: [ACCOUNT],
    });
  });

  it("lets CloudWatch Logs in for the named log groups of the account only", async () => {
    const stack = await deploy({ logGroups: ["/aws/lambda/*", "/aws/vendedlogs/*"] });
    const group = "arn:aws:logs:eu-west-1:111122223333:log-group:";
    assert.deepEqual(JSON.parse(String(stack.find(KEY, "orderflow-logs").inputs.policy)).Statement, [
      ACCOUNT,
      {
        Sid: "CloudWatchLogs",
        Effect: "Allow",
        Principal: { Service: "logs.eu-west-1.amazonaws.com" },
        Action: [
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey",
          "kms:GenerateDataKeyWithoutPlaintext",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo",
        ],
        Resource: ["*"],
        Condition: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": [`${group}/aws/lambda/*`, `${group}/aws/vendedlogs/*`],
          },
        },
      },
    ]);
  });

  it("lets CloudWatch alarms of the account in when told so", async () => {
    const stack = await deploy({ alarmNotifications: true });
    assert.deepEqual(JSON.parse(String(stack.find(KEY, "orderflow-logs").inputs.policy)).Statement, [
      ACCOUNT,
      {
        Sid: "CloudWatchAlarms",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: ["*"],
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
    ]);
  });

  it("lets EventBridge in for this account's topics, which EventBridge does not name but SNS does", async () => {
    const stack = await deploy({ eventNotifications: true });
    assert.deepEqual(JSON.parse(String(stack.find(KEY, "orderflow-logs").inputs.policy)).Statement, [
      ACCOUNT,
      {
        Sid: "EventBridgeToTopics",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: ["*"],
        Condition: {
          ArnLike: { "kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:eu-west-1:111122223333:*" },
        },
      },
    ]);
  });

  it("lets SNS in for what this account's topics deliver when told so", async () => {
    const stack = await deploy({ topicDeliveries: true });
    assert.deepEqual(JSON.parse(String(stack.find(KEY, "orderflow-logs").inputs.policy)).Statement, [
      ACCOUNT,
      {
        Sid: "TopicDeliveries",
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: ["*"],
        Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:*" } },
      },
    ]);
  });

  it("is protected when told so", async () => {
    assert.equal((await deploy()).find(KEY, "orderflow-logs").protect, false);
    assert.equal((await deploy({ protect: true })).find(KEY, "orderflow-logs").protect, true);
  });
});
