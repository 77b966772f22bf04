import assert from "node:assert/strict";
import type { PolicyDocument } from "../../local/core/access.ts";
import type { Platform } from "../../local/platform.ts";
import { LocalCli } from "../kit/cli.ts";
import { logEvents } from "../kit/logs.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { freshPlatform } from "../kit/platform.ts";
import { RolePolicy } from "../kit/roles.ts";
import { waitFor } from "../kit/wait.ts";

const CREATE = "orders-create-dev";
const GET = "orders-get-dev";
const PROCESS = "orders-process-dev";

/** Each action without which a function can't do its work, and what a caller of the API sees of that. */
const NEEDED: readonly (readonly [functionName: string, action: string, seen: number])[] = [
  [CREATE, "dynamodb:PutItem", 500],
  [CREATE, "kms:Decrypt", 500],
  // The order is accepted: what could not be sent is the reconciler's.
  [CREATE, "sqs:SendMessage", 201],
  [CREATE, "kms:GenerateDataKey", 201],
  [GET, "dynamodb:GetItem", 500],
  [GET, "kms:Decrypt", 500],
  [PROCESS, "dynamodb:UpdateItem", 201],
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

  for (const [functionName, action, seen] of NEEDED) {
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
        const response = functionName === GET ? await customer.get(knownId) : await customer.create();
        assert.equal(response.status, seen);
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

  it("npm run local -- iam lists what a role used, never used, and was denied with the statement it lacks", async () => {
    const cli = new LocalCli(platform);
    const { stdout } = await cli.run(["iam", CREATE]);
    assert.match(stdout, /^ {2}used:$/m);
    assert.match(stdout, /^ {4}\d+x +dynamodb:PutItem +table\/orders-dev$/m);
    assert.match(stdout, /^ {2}granted, never used: nothing$/m);
    assert.match(
      stdout,
      /^ {4}\d+x +sqs:SendMessage +order-events-dev +missing in the role's policy: \{"Effect":"Allow","Action":\["sqs:SendMessage"\],/m,
    );
    const all = await cli.run(["iam"]);
    assert.match(
      all.stdout,
      /^ {4}sqs:SendMessage +orders-reconcile-dlq-dev +statement OrdersReconcileDlqQueue$/m,
    );
    const { roles } = JSON.parse((await cli.run(["iam", CREATE, "--json"])).stdout);
    assert.deepEqual([roles.length, roles[0].role, roles[0].unused], [1, CREATE, []]);
    const unknown = await cli.run(["iam", "orders"]);
    assert.match(unknown.stderr, /^There is no role 'orders'\. There are: .*orders-create-dev, /);
  });
});
