import assert from "node:assert/strict";
import type { PolicyDocument } from "../../local/core/access.ts";
import type { Platform } from "../../local/platform.ts";
import { logEvents } from "../kit/logs.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { freshPlatform } from "../kit/platform.ts";
import { RolePolicy } from "../kit/roles.ts";
import { waitFor } from "../kit/wait.ts";

/** Each action whose loss a caller of the API, or the queue, must notice. */
const NEEDED: readonly (readonly [functionName: string, action: string])[] = [
  ["orders-create-dev", "dynamodb:PutItem"],
  ["orders-create-dev", "sqs:SendMessage"],
  ["orders-create-dev", "kms:Decrypt"],
  ["orders-create-dev", "kms:GenerateDataKey"],
  ["orders-get-dev", "dynamodb:GetItem"],
  ["orders-get-dev", "kms:Decrypt"],
  ["orders-process-dev", "dynamodb:UpdateItem"],
];

describe("least privilege, on the running platform", function () {
  this.timeout(120_000);
  let platform: Platform;
  let customer: OrdersApi;
  let knownId: string;

  before(async () => {
    platform = await freshPlatform();
    customer = await OrdersApi.as(platform, "demo");
    knownId = await customer.createdId();
    await customer.confirmed(knownId);
  });

  const isAction = (action: string) => (candidate: string) => candidate === action;

  for (const [functionName, action] of NEEDED) {
    it(`${functionName} without ${action} fails, and the denial names action, resource and role`, async () => {
      const role = new RolePolicy(platform, functionName);
      const original = role.read();
      const reduced: PolicyDocument = {
        ...original,
        Statement: original.Statement.map((statement) => {
          const actions = [statement.Action ?? []].flat().filter((candidate) => !isAction(action)(candidate));
          return { ...statement, Action: actions };
        }).filter((statement) => statement.Action.length > 0),
      };
      assert.notDeepEqual(reduced, original, `${functionName} never had ${action}`);
      role.put(reduced);
      try {
        if (functionName === "orders-create-dev") assert.equal((await customer.create()).status, 500);
        else if (functionName === "orders-get-dev") assert.equal((await customer.get(knownId)).status, 500);
        else await customer.createdId();
        const denial = await waitFor(`a denial of ${action} in the log of ${functionName}`, async () =>
          (await logEvents(platform, `/aws/lambda/${functionName}`)).find(
            ({ message }) => message.includes("not authorized to perform") && message.includes(action),
          ),
        );
        assert.match(denial.message, /arn:aws:(dynamodb|sqs|kms):/);
        assert.ok(denial.message.includes(role.roleName), denial.message);
      } finally {
        role.put(original);
      }
    });
  }
});
