import assert from "node:assert/strict";
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  STSClient,
  STSServiceException,
} from "@aws-sdk/client-sts";
import { Clock } from "../../core/clock.ts";
import { Dispatcher } from "../../core/service.ts";
import { Gateway } from "../../gateway/gateway.ts";
import { Iam } from "../../iam/iam.ts";
import { Sts } from "./sts.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const ROLE = "arn:aws:iam::000000000000:role/worker";

describe("STS", () => {
  let clock: Clock;
  let iam: Iam;
  let gateway: Gateway;
  let url: string;
  const clients: STSClient[] = [];

  beforeEach(async () => {
    clock = new Clock();
    iam = new Iam({ account, clock });
    const trusting = (Principal: unknown) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal },
      });
    iam.roles.create({ name: "worker", assumeRolePolicy: trusting({ AWS: account.accountId }) });
    iam.roles.create({ name: "function", assumeRolePolicy: trusting({ Service: "lambda.amazonaws.com" }) });
    const dispatcher = new Dispatcher(iam);
    dispatcher.register(new Sts({ account, iam }).service);
    gateway = new Gateway({ account, clock, dispatcher, iam });
    ({ url } = await gateway.listen(0));
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await gateway.close();
    clock.close();
  });

  const client = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => {
    const made = new STSClient({ endpoint: url, region: account.region, credentials, maxAttempts: 1 });
    clients.push(made);
    return made;
  };
  const assume = async () => {
    const { Credentials } = await client(iam.rootCredentials).send(
      new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: "run", DurationSeconds: 900 }),
    );
    return Credentials ?? assert.fail("no credentials");
  };
  const rejects = (call: Promise<unknown>, name: string, message: RegExp) =>
    assert.rejects(call, (error) => {
      assert.ok(error instanceof STSServiceException, String(error));
      assert.equal(error.name, name);
      assert.match(error.message, message);
      return true;
    });

  it("says who root is", async () => {
    const identity = await client(iam.rootCredentials).send(new GetCallerIdentityCommand({}));
    assert.equal(identity.Account, "000000000000");
    assert.equal(identity.Arn, "arn:aws:iam::000000000000:root");
    assert.equal(identity.UserId, "000000000000");
  });

  it("issues sessions that work until they expire", async () => {
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "", Expiration } = await assume();
    assert.ok(Math.abs(Number(Expiration) - clock.now() - 900_000) < 5_000);
    const session = client({
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    });
    const identity = await session.send(new GetCallerIdentityCommand({}));
    assert.equal(identity.Arn, "arn:aws:sts::000000000000:assumed-role/worker/run");
    assert.match(identity.UserId ?? "", /^AROA[A-Z2-7]{17}:run$/);
    await clock.advance(900_000);
    await rejects(session.send(new GetCallerIdentityCommand({})), "ExpiredToken", /expired/);
  });

  const refused: [name: string, input: object, code: string, message: RegExp][] = [
    [
      "a role that trusts someone else",
      { RoleArn: "arn:aws:iam::000000000000:role/function" },
      "AccessDenied",
      /sts:AssumeRole/,
    ],
    ["a role that does not exist", { RoleArn: `${ROLE}2` }, "AccessDenied", /worker2/],
    ["a session name of one character", { RoleSessionName: "x" }, "ValidationError", /roleSessionName/],
    ["a session longer than the role's", { DurationSeconds: 7_200 }, "ValidationError", /MaxSessionDuration/],
    ["a session of a minute", { DurationSeconds: 60 }, "ValidationError", /between 900 and 43200/],
    ["a session policy", { Policy: "{}" }, "UnsupportedOperationException", /Policy/],
  ];
  for (const [name, input, code, message] of refused) {
    it(`refuses ${name}`, async () => {
      const command = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: "run", ...input });
      await rejects(client(iam.rootCredentials).send(command), code, message);
    });
  }

  it("refuses keys it does not know", async () => {
    const stranger = client({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" });
    await rejects(stranger.send(new GetCallerIdentityCommand({})), "InvalidClientTokenId", /invalid/);
    const wrong = client({ ...iam.rootCredentials, secretAccessKey: "x" });
    await rejects(wrong.send(new GetCallerIdentityCommand({})), "SignatureDoesNotMatch", /does not match/);
  });
});
