import assert from "node:assert/strict";
import { LambdaHarness } from "../lambda/testing.ts";
import { Cognito } from "./cognito.ts";
import { clientSettings, PASSWORD, poolSettings } from "./testing.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const Username = "ada@example.com";

describe("Cognito with a Lambda that runs", () => {
  let h: LambdaHarness;
  let cognito: Cognito;
  beforeEach(() => {
    h = new LambdaHarness();
    cognito = new Cognito({ account, clock: h.clock, functions: h.lambda });
    h.dispatcher.register(cognito.service);
  });
  afterEach(() => h.close());

  it("runs a function whose policy lets this pool in, and no other", async () => {
    const preSignUp = h.function(`exports.handler = async (event) => {
      if (event.request.userAttributes.name === "Eve") throw new Error("Not you");
      event.response.autoConfirmUser = true;
      return event;
    };`);
    const [pool, other] = [1, 2].map(() =>
      cognito.pools.create(poolSettings({ lambdaConfig: { preSignUp } })),
    );
    assert.ok(pool && other);
    h.lambda.addPermission("f", {
      StatementId: "s",
      Action: "lambda:InvokeFunction",
      Principal: "cognito-idp.amazonaws.com",
      SourceArn: pool.arn,
    });
    const signUp = (of: typeof pool, name: string) =>
      h.dispatcher.call(
        "cognito-idp",
        "SignUp",
        {
          ClientId: cognito.pools.createClient(of.id, clientSettings(of)).clientId,
          Username,
          Password: PASSWORD,
          UserAttributes: [{ Name: "name", Value: name }],
        },
        h.root,
      );
    await assert.rejects(signUp(other, "Ada"), {
      code: "UnexpectedLambdaException",
      message: "PreSignUp invocation failed due to error AccessDeniedException.",
    });
    await assert.rejects(signUp(pool, "Eve"), {
      code: "UserLambdaValidationException",
      message: "PreSignUp failed with error Not you.",
    });
    assert.deepEqual([other.users.size, pool.users.size], [0, 0]);
    await signUp(pool, "Ada");
    assert.equal(pool.findUser(Username)?.status, "CONFIRMED");
  });
});
