import assert from "node:assert/strict";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { resolved } from "../../tests/kit/resolved.ts";
import { testSettings } from "../../tests/kit/test-settings.ts";
import { lookupAccount } from "../core/account.ts";
import { Encryption } from "./encryption.ts";
import { Operations } from "./operations.ts";

const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const TOPIC_ARN = "arn:aws:sns:eu-west-1:111122223333:operators-dev";

async function deploy(overrides: Readonly<Record<string, string>> = {}) {
  const settings = testSettings(overrides);
  const made: Operations[] = [];
  const stack = await mockStack(() => {
    const account = lookupAccount();
    const keys = new Encryption("encryption", { settings, account });
    made.push(new Operations("operations", { settings, account, keys }));
  });
  const [operations] = made;
  assert.ok(operations);
  return { stack, operations };
}

describe("Operations", () => {
  it("gives alarms a topic to notify, whose key lets CloudWatch in", async () => {
    const { stack, operations } = await deploy();
    assert.deepEqual(await resolved(operations.alarmActions), [TOPIC_ARN]);
    const key = stack.find("aws:kms/key:Key", "orderflow-notifications").inputs;
    assert.match(String(key.policy), /"Service":"cloudwatch\.amazonaws\.com"/);
    for (const name of ["orderflow-data", "orderflow-logs"]) {
      assert.doesNotMatch(String(stack.find("aws:kms/key:Key", name).inputs.policy), /cloudwatch\.amazonaws/);
    }
  });

  it("tells nobody by e-mail unless addresses are configured", async () => {
    assert.deepEqual((await deploy()).stack.names(SUBSCRIPTION), []);
  });

  it("subscribes each address, under a name that does not depend on the others", async () => {
    const both = (await deploy({ operatorEmails: '["a@example.com", "b@example.com"]' })).stack;
    const one = (await deploy({ operatorEmails: '["b@example.com"]' })).stack;
    assert.equal(both.names(SUBSCRIPTION).length, 2);
    const [name = ""] = one.names(SUBSCRIPTION);
    assert.deepEqual(both.find(SUBSCRIPTION, name).inputs, {
      topic: TOPIC_ARN,
      protocol: "email",
      endpoint: "b@example.com",
    });
  });
});
