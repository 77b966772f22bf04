import assert from "node:assert/strict";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { AwsStub, failure } from "../testing/aws-stub.ts";
import { clientConfig } from "./client.ts";
import { UserDirectory } from "./user-directory.ts";

describe("UserDirectory", () => {
  let stub: AwsStub;
  let client: CognitoIdentityProviderClient;
  const verifiedEmail = () => new UserDirectory("eu-west-1_pool", client).verifiedEmail("sub-1");
  const user = (attributes: Readonly<Record<string, string>>, Enabled = true) => ({
    body: {
      Username: "u",
      Enabled,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    },
  });

  before(async () => {
    stub = await AwsStub.start();
    client = new CognitoIdentityProviderClient({
      ...clientConfig,
      region: "eu-west-1",
      endpoint: stub.endpoint,
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    });
  });
  beforeEach(() => stub.reset());
  after(async () => {
    client.destroy();
    await stub.close();
  });

  it("finds the address of a user by their sub", async () => {
    stub.respond = () => user({ email: "ada@example.org", email_verified: "true" });
    assert.equal(await verifiedEmail(), "ada@example.org");
    assert.deepEqual(stub.targets, ["AWSCognitoIdentityProviderService.AdminGetUser"]);
    assert.deepEqual(stub.requests[0]?.body, { UserPoolId: "eu-west-1_pool", Username: "sub-1" });
  });

  for (const [who, answer] of [
    ["has not shown that the address is theirs", user({ email: "ada@example.org", email_verified: "false" })],
    ["has none", user({ email_verified: "true" })],
    ["may not sign in any more", user({ email: "ada@example.org", email_verified: "true" }, false)],
    ["is gone", failure("UserNotFoundException", "User does not exist.")],
  ] as const)
    it(`has no address of a user who ${who}`, async () => {
      stub.respond = () => answer;
      assert.equal(await verifiedEmail(), undefined);
    });

  it("throws what is no answer about the user", async () => {
    stub.respond = () => failure("ResourceNotFoundException", "User pool does not exist.");
    await assert.rejects(verifiedEmail(), { name: "ResourceNotFoundException" });
  });
});
