import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
  STSServiceException,
} from "@aws-sdk/client-sts";
import { createLocalJWKSet, exportJWK, type JSONWebKeySet, SignJWT } from "jose";
import { Clock } from "../../core/clock.ts";
import { Dispatcher } from "../../core/service.ts";
import { Gateway } from "../../gateway/gateway.ts";
import { Iam } from "../../iam/iam.ts";
import { Sts } from "./sts.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const ISSUER = "https://token.actions.githubusercontent.com";
const ROLE = "arn:aws:iam::000000000000:role/worker";
const tag = (Key: string, Value = "1") => ({ Key, Value });
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

describe("STS", () => {
  let clock: Clock;
  let iam: Iam;
  let gateway: Gateway;
  let url: string;
  let keySet: JSONWebKeySet | undefined;
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
    const keysOf = async () => {
      if (keySet === undefined) throw new Error("unreachable");
      return createLocalJWKSet(keySet);
    };
    dispatcher.register(new Sts({ account, clock, iam, keysOf }).service);
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
    ["a malformed session policy", { Policy: "{}" }, "MalformedPolicyDocumentException", /Statement/],
    ["a long session policy", { Policy: " ".repeat(2_049) }, "ValidationError", /2048/],
    [
      "a policy that is not there",
      { PolicyArns: [{ arn: "arn:aws:iam::aws:policy/X" }] },
      "NoSuchEntity",
      /X/,
    ],
    ["a tag key twice", { Tags: [tag("a"), tag("A")] }, "InvalidParameterValue", /Duplicate/],
    ["a transitive key that is no tag", { TransitiveTagKeys: ["a"] }, "ValidationError", /transitive/],
    ["tags that the trust policy does not allow", { Tags: [tag("a")] }, "AccessDenied", /sts:TagSession/],
    ["a source identity likewise", { SourceIdentity: "ada" }, "AccessDenied", /sts:SetSourceIdentity/],
    ["an external id of one character", { ExternalId: "x" }, "ValidationError", /externalId/],
    [
      "a second factor",
      { SerialNumber: "arn:aws:iam::1:mfa/x" },
      "UnsupportedOperationException",
      /SerialNumber/,
    ],
  ];
  for (const [name, input, code, message] of refused) {
    it(`refuses ${name}`, async () => {
      const command = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: "run", ...input });
      await rejects(client(iam.rootCredentials).send(command), code, message);
    });
  }

  describe("a session", () => {
    const TABLE = "arn:aws:dynamodb:eu-west-1:000000000000:table/t";

    beforeEach(() => {
      iam.roles.create({
        name: "open",
        tags: { team: "role", city: "Dublin" },
        assumeRolePolicy: policy({
          Effect: "Allow",
          Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
          Principal: { AWS: account.accountId },
        }),
      });
      iam.roles.putPolicy(
        "open",
        "p",
        policy({ Effect: "Allow", Action: ["dynamodb:*", "sts:*"], Resource: "*" }),
      );
    });

    const open = async (input: Partial<AssumeRoleCommandInput>, key = iam.rootCredentials) => {
      const { Credentials, SourceIdentity } = await client(key).send(
        new AssumeRoleCommand({ RoleArn: `${ROLE.slice(0, -6)}open`, RoleSessionName: "run", ...input }),
      );
      const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
      const { principal } = iam.credentials(AccessKeyId) ?? assert.fail("no session");
      const key2 = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
      return { principal, SourceIdentity, key: key2 };
    };

    it("is bounded by its session policies, each of which may allow", async () => {
      const { arn } = iam.policies.create({
        name: "scan",
        policy: policy({ Effect: "Allow", Action: ["dynamodb:Scan", "sqs:*"], Resource: "*" }),
      });
      const Policy = policy(
        { Effect: "Allow", Action: "dynamodb:Get*", Resource: TABLE },
        { Effect: "Deny", Action: "dynamodb:GetRecords", Resource: "*" },
      );
      const { principal } = await open({ Policy, PolicyArns: [{ arn }] });
      const decide = (action: string, extra = {}) =>
        iam.decide(principal, { action, resource: TABLE, ...extra });
      const reason = (decision: ReturnType<typeof decide>) =>
        decision.allowed ? "allowed" : decision.reason;
      assert.equal(reason(decide("dynamodb:GetItem")), "allowed");
      assert.equal(reason(decide("dynamodb:Scan")), "allowed");
      assert.equal(reason(decide("dynamodb:PutItem")), "implicit-session");
      assert.equal(reason(decide("dynamodb:GetRecords")), "explicit-session");
      assert.equal(reason(decide("sqs:SendMessage")), "implicit-identity", "it adds nothing to the role");
      const statement = { Effect: "Allow" as const, Action: "dynamodb:PutItem", Resource: "*" };
      const byRole = { Statement: [{ ...statement, Principal: { AWS: `${ROLE.slice(0, -6)}open` } }] };
      assert.equal(reason(decide("dynamodb:PutItem", { resourcePolicy: byRole })), "implicit-session");
      const bySession = {
        Statement: [{ ...statement, Principal: { AWS: "arn:aws:sts::000000000000:assumed-role/open/run" } }],
      };
      assert.equal(reason(decide("dynamodb:PutItem", { resourcePolicy: bySession })), "allowed");
      assert.throws(
        () => iam.authorize(principal, { action: "dynamodb:PutItem", resource: TABLE }),
        /because no session policy allows the dynamodb:PutItem action/,
      );
    });

    it("has its tags beside the role's, hands transitive ones on, and keeps its source identity", async () => {
      const first = await open({
        Tags: [tag("team", "session"), tag("note")],
        TransitiveTagKeys: ["team"],
        SourceIdentity: "ada",
      });
      assert.equal(first.SourceIdentity, "ada");
      const allows = (principal: typeof first.principal, Condition: Record<string, Record<string, string>>) =>
        iam.decide(principal, {
          action: "sqs:SendMessage",
          resource: "arn:aws:sqs:eu-west-1:000000000000:q",
          resourcePolicy: {
            Statement: [
              {
                Effect: "Allow",
                Principal: { AWS: `${ROLE.slice(0, -6)}open` },
                Action: "sqs:*",
                Resource: "*",
                Condition,
              },
            ],
          },
        }).allowed;
      const equals = (key: string, value: string) => ({ StringEquals: { [key]: value } });
      assert.ok(allows(first.principal, equals("aws:PrincipalTag/team", "session")));
      assert.ok(allows(first.principal, equals("aws:PrincipalTag/city", "Dublin")));
      assert.ok(allows(first.principal, equals("aws:SourceIdentity", "ada")));
      const second = await open({}, first.key);
      assert.ok(allows(second.principal, equals("aws:PrincipalTag/team", "session")));
      assert.ok(!allows(second.principal, equals("aws:PrincipalTag/note", "1")));
      assert.ok(allows(second.principal, equals("aws:SourceIdentity", "ada")));
    });

    it("needs the external id that the trust policy asks for", async () => {
      iam.roles.update("open", {
        assumeRolePolicy: policy({
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: account.accountId },
          Condition: { StringEquals: { "sts:ExternalId": "secret-1" } },
        }),
      });
      await open({ ExternalId: "secret-1" });
      for (const input of [{}, { ExternalId: "secret-2" }])
        await rejects(open(input), "AccessDenied", /sts:AssumeRole/);
    });
  });

  it("gives the account, and nobody else, sessions of its own", async () => {
    const { Credentials } = await client(iam.rootCredentials).send(new GetSessionTokenCommand({}));
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
    const key = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const { Arn } = await client(key).send(new GetCallerIdentityCommand({}));
    assert.equal(Arn, "arn:aws:iam::000000000000:root");
    const session = await assume();
    const worker = client({
      accessKeyId: session.AccessKeyId ?? "",
      secretAccessKey: session.SecretAccessKey ?? "",
      sessionToken: session.SessionToken ?? "",
    });
    await rejects(worker.send(new GetSessionTokenCommand({})), "AccessDenied", /session credentials/);
    const { Account } = await client(iam.rootCredentials).send(new GetAccessKeyInfoCommand({ AccessKeyId }));
    assert.equal(Account, "000000000000");
  });

  describe("for whom an identity provider vouches", () => {
    const SUBJECT = "repo:example/shop:environment:dev";
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    let provider: string;

    beforeEach(async () => {
      keySet = { keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "RS256" }] };
      ({ arn: provider } = iam.oidcProviders.create({
        url: ISSUER,
        clientIds: ["sts.amazonaws.com"],
      }));
      iam.roles.create({
        name: "deploy",
        assumeRolePolicy: policy({
          Effect: "Allow",
          Principal: { Federated: provider },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:sub": SUBJECT,
            },
          },
        }),
      });
    });

    const now = () => Math.floor(clock.now() / 1000);
    const token = (claims: Readonly<Record<string, unknown>> = {}, key = privateKey) =>
      new SignJWT({
        iss: ISSUER,
        sub: SUBJECT,
        aud: "sts.amazonaws.com",
        iat: now(),
        exp: now() + 600,
        ...claims,
      })
        .setProtectedHeader({ alg: "RS256", kid: "one" })
        .sign(key);
    const assumeWith = async (WebIdentityToken: string | Promise<string>, RoleName = "deploy") => {
      const unsigned = new STSClient({ endpoint: url, region: account.region, maxAttempts: 1 });
      clients.push(unsigned);
      return unsigned.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: `arn:aws:iam::000000000000:role/${RoleName}`,
          RoleSessionName: "run",
          WebIdentityToken: await WebIdentityToken,
        }),
      );
    };

    it("opens a session without credentials, and says for whom", async () => {
      const { Credentials, AssumedRoleUser, ...about } = await assumeWith(token());
      assert.equal(AssumedRoleUser?.Arn, "arn:aws:sts::000000000000:assumed-role/deploy/run");
      assert.equal(about.SubjectFromWebIdentityToken, SUBJECT);
      assert.equal(about.Audience, "sts.amazonaws.com");
      assert.equal(about.Provider, provider);
      const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
      const session = client({
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
      });
      const { Arn } = await session.send(new GetCallerIdentityCommand({}));
      assert.equal(Arn, AssumedRoleUser?.Arn);
    });

    it("opens none for another subject, another role, or once the provider is gone", async () => {
      const denied = /Not authorized to perform sts:AssumeRoleWithWebIdentity/;
      for (const sub of ["repo:example/shop:pull_request", "repo:example/fork:environment:dev"])
        await rejects(assumeWith(token({ sub })), "AccessDenied", denied);
      await rejects(assumeWith(token(), "worker"), "AccessDenied", denied);
      await rejects(assumeWith(token(), "nobody"), "AccessDenied", denied);
      iam.oidcProviders.delete(provider);
      await rejects(
        assumeWith(token()),
        "InvalidIdentityTokenException",
        /No OpenIDConnect provider found in your account for https:\/\/token\.actions/,
      );
    });

    it("believes no token that is forged, expired, early, for others, or none at all", async () => {
      const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
      const invalid = "InvalidIdentityTokenException";
      await rejects(assumeWith(token({}, stranger)), invalid, /signature/);
      await rejects(assumeWith(token({ exp: now() - 1 })), "ExpiredToken", /Token expired/);
      await rejects(assumeWith(token({ iat: now() + 60 })), invalid, /in the future/);
      await rejects(assumeWith(token({ aud: "other" })), invalid, /Incorrect token audience/);
      await rejects(assumeWith(token({ sub: undefined })), invalid, /required claim: sub/);
      await rejects(assumeWith("rubbish"), invalid, /not a valid JWT/);
      keySet = undefined;
      await rejects(assumeWith(token()), "IDPCommunicationErrorException", /unreachable/);
    });
  });

  it("refuses keys it does not know", async () => {
    const stranger = client({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" });
    await rejects(stranger.send(new GetCallerIdentityCommand({})), "InvalidClientTokenId", /invalid/);
    const wrong = client({ ...iam.rootCredentials, secretAccessKey: "x" });
    await rejects(wrong.send(new GetCallerIdentityCommand({})), "SignatureDoesNotMatch", /does not match/);
  });
});
