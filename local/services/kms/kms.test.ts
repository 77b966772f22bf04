// biome-ignore-all lint/suspicious/noTemplateCurlyInString: an encryption context may look like a template.
import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyPairCommand,
  GenerateDataKeyPairWithoutPlaintextCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  KMSServiceException,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeyRotationsCommand,
  ListResourceTagsCommand,
  ListRetirableGrantsCommand,
  PutKeyPolicyCommand,
  ReEncryptCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-kms";
import type { Principal } from "../../core/access.ts";
import { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { KeyUse } from "../../core/ports.ts";
import { Dispatcher } from "../../core/service.ts";
import { Gateway } from "../../gateway/gateway.ts";
import { Iam } from "../../iam/iam.ts";
import { Kms } from "./kms.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const ROLE = "arn:aws:iam::000000000000:role/worker";
const ROOT = "arn:aws:iam::000000000000:root";
const DAY_MS = 24 * 3_600_000;

const policy = (...statements: unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const delegating = {
  Sid: "Enable IAM User Permissions",
  Effect: "Allow",
  Action: "kms:*",
  Resource: "*",
  Principal: { AWS: ROOT },
};

describe("KMS", () => {
  let clock: Clock;
  let iam: Iam;
  let kms: Kms;
  let gateway: Gateway;
  let root: KMSClient;
  let worker: KMSClient;
  let workerPrincipal: Principal;

  beforeEach(async () => {
    clock = new Clock();
    iam = new Iam({ account, clock });
    const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: ROOT } };
    iam.roles.create({ name: "worker", assumeRolePolicy: policy(trust) });
    kms = new Kms({ account, clock, iam });
    const dispatcher = new Dispatcher(iam);
    dispatcher.register(kms.service);
    gateway = new Gateway({ account, clock, dispatcher, iam });
    const { url } = await gateway.listen(0);
    const session = iam.assume(ROLE, iam.rootPrincipal, "run", 3_600);
    workerPrincipal = session.principal;
    const client = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
      new KMSClient({ endpoint: url, region: account.region, credentials, maxAttempts: 1 });
    root = client(iam.rootCredentials);
    const { accessKeyId, secretAccessKey, sessionToken } = session;
    worker = client({ accessKeyId, secretAccessKey, sessionToken });
  });
  afterEach(async () => {
    root.destroy();
    worker.destroy();
    await gateway.close();
    clock.close();
  });

  const createKey = async (input: ConstructorParameters<typeof CreateKeyCommand>[0] = {}) => {
    const { KeyMetadata } = await root.send(new CreateKeyCommand(input));
    return KeyMetadata?.Arn ?? assert.fail("no ARN");
  };
  const rejects = (call: Promise<unknown>, name: string, message: RegExp = /./) =>
    assert.rejects(call, (error) => {
      assert.ok(error instanceof KMSServiceException, String(error));
      assert.equal(error.name, name, error.message);
      assert.match(error.message, message);
      return true;
    });
  const grantWorker = (...statements: unknown[]) => iam.roles.putPolicy("worker", "p", policy(...statements));
  const text = (value: string) => Buffer.from(value);

  describe("keys", () => {
    it("have AWS's defaults and can be described by id, ARN and alias", async () => {
      const arn = await createKey({ Description: "orders", Tags: [{ TagKey: "a", TagValue: "1" }] });
      await root.send(new CreateAliasCommand({ AliasName: "alias/orders", TargetKeyId: arn }));
      for (const KeyId of [arn, arn.split("/")[1], "alias/orders", arn.replace(/key\/.*/, "alias/orders")]) {
        const { KeyMetadata } = await root.send(new DescribeKeyCommand({ KeyId }));
        assert.equal(KeyMetadata?.Arn, arn);
        assert.equal(KeyMetadata?.KeyState, "Enabled");
        assert.equal(KeyMetadata?.KeySpec, "SYMMETRIC_DEFAULT");
        assert.equal(KeyMetadata?.Description, "orders");
      }
      const { Policy } = await root.send(new GetKeyPolicyCommand({ KeyId: arn }));
      assert.deepEqual(JSON.parse(Policy ?? "").Statement, [delegating]);
      await root.send(new TagResourceCommand({ KeyId: arn, Tags: [{ TagKey: "b", TagValue: "2" }] }));
      const { Tags } = await root.send(new ListResourceTagsCommand({ KeyId: arn }));
      assert.deepEqual(Tags, [
        { TagKey: "a", TagValue: "1" },
        { TagKey: "b", TagValue: "2" },
      ]);
    });

    it("of other kinds are refused", async () => {
      await rejects(createKey({ KeySpec: "RSA_2048" }), "UnsupportedOperationException", /RSA_2048/);
      await rejects(createKey({ MultiRegion: true }), "UnsupportedOperationException", /multi-region/);
      await rejects(
        createKey({ CustomKeyStoreId: "cks-1" }),
        "UnsupportedOperationException",
        /CustomKeyStoreId/,
      );
    });

    it("that do not exist are named", async () => {
      await rejects(
        root.send(new DescribeKeyCommand({ KeyId: "nope" })),
        "NotFoundException",
        /key\/nope' does not exist/,
      );
      await rejects(
        root.send(new DescribeKeyCommand({ KeyId: "alias/no" })),
        "NotFoundException",
        /alias\/no is not found/,
      );
    });

    it("are gone when their waiting period is over, and unusable during it", async () => {
      const arn = await createKey();
      await root.send(new CreateAliasCommand({ AliasName: "alias/old", TargetKeyId: arn }));
      await rejects(
        root.send(new ScheduleKeyDeletionCommand({ KeyId: arn, PendingWindowInDays: 6 })),
        "ValidationException",
        /between 7 and 30/,
      );
      const scheduled = await root.send(
        new ScheduleKeyDeletionCommand({ KeyId: arn, PendingWindowInDays: 7 }),
      );
      assert.equal(scheduled.KeyState, "PendingDeletion");
      await rejects(
        root.send(new EncryptCommand({ KeyId: arn, Plaintext: text("x") })),
        "KMSInvalidStateException",
        /pending deletion/,
      );
      await root.send(new CancelKeyDeletionCommand({ KeyId: arn }));
      await rejects(root.send(new EncryptCommand({ KeyId: arn, Plaintext: text("x") })), "DisabledException");
      await root.send(new ScheduleKeyDeletionCommand({ KeyId: arn, PendingWindowInDays: 7 }));
      await clock.advance(7 * DAY_MS - 60_000);
      await root.send(new DescribeKeyCommand({ KeyId: arn }));
      await clock.advance(60_000);
      await rejects(root.send(new DescribeKeyCommand({ KeyId: arn })), "NotFoundException");
      assert.deepEqual((await root.send(new ListAliasesCommand({}))).Aliases, []);
    });
  });

  describe("encryption", () => {
    it("gives back what went in, with the same context only", async () => {
      const arn = await createKey();
      const EncryptionContext = { order: "1", tenant: "a" };
      const { CiphertextBlob } = await root.send(
        new EncryptCommand({ KeyId: arn, Plaintext: text("secret"), EncryptionContext }),
      );
      const { Plaintext, KeyId } = await root.send(
        new DecryptCommand({ CiphertextBlob, EncryptionContext: { tenant: "a", order: "1" } }),
      );
      assert.equal(Buffer.from(Plaintext ?? []).toString(), "secret");
      assert.equal(KeyId, arn);
      await rejects(root.send(new DecryptCommand({ CiphertextBlob })), "InvalidCiphertextException");
      await rejects(
        root.send(new DecryptCommand({ CiphertextBlob: text("garbage"), EncryptionContext })),
        "InvalidCiphertextException",
      );
      const other = await createKey();
      await rejects(
        root.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId: other })),
        "IncorrectKeyException",
      );
      await rejects(
        root.send(new EncryptCommand({ KeyId: arn, Plaintext: Buffer.alloc(4_097) })),
        "ValidationException",
        /4096/,
      );
    });

    it("makes data keys, and re-encrypts", async () => {
      const arn = await createKey();
      const other = await createKey();
      const generated = await root.send(new GenerateDataKeyCommand({ KeyId: arn, KeySpec: "AES_256" }));
      assert.equal(generated.Plaintext?.length, 32);
      const again = await root.send(
        new ReEncryptCommand({ CiphertextBlob: generated.CiphertextBlob, DestinationKeyId: other }),
      );
      assert.equal(again.KeyId, other);
      const { Plaintext, KeyId } = await root.send(
        new DecryptCommand({ CiphertextBlob: again.CiphertextBlob }),
      );
      assert.deepEqual(Plaintext, generated.Plaintext);
      assert.equal(KeyId, other);
      const sealed = await root.send(
        new GenerateDataKeyWithoutPlaintextCommand({ KeyId: arn, NumberOfBytes: 16 }),
      );
      assert.equal(
        (await root.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob }))).Plaintext?.length,
        16,
      );
      await rejects(
        root.send(new GenerateDataKeyCommand({ KeyId: arn })),
        "ValidationException",
        /number of bytes or key spec/,
      );
    });

    it("still reads what was encrypted before a rotation", async () => {
      const arn = await createKey();
      await root.send(new EnableKeyRotationCommand({ KeyId: arn, RotationPeriodInDays: 90 }));
      const before = await root.send(new EncryptCommand({ KeyId: arn, Plaintext: text("old") }));
      const { NextRotationDate } = await root.send(new GetKeyRotationStatusCommand({ KeyId: arn }));
      await clock.advance(91 * DAY_MS);
      const status = await root.send(new GetKeyRotationStatusCommand({ KeyId: arn }));
      assert.equal(status.KeyRotationEnabled, true);
      assert.equal(Number(status.NextRotationDate) - Number(NextRotationDate), 90 * DAY_MS);
      const after = await root.send(new EncryptCommand({ KeyId: arn, Plaintext: text("new") }));
      for (const [blob, expected] of [
        [before.CiphertextBlob, "old"],
        [after.CiphertextBlob, "new"],
      ] as const) {
        const { Plaintext } = await root.send(new DecryptCommand({ CiphertextBlob: blob }));
        assert.equal(Buffer.from(Plaintext ?? []).toString(), expected);
      }
      await rejects(
        root.send(new EnableKeyRotationCommand({ KeyId: arn, RotationPeriodInDays: 30 })),
        "ValidationException",
        /between 90 and 2560/,
      );
    });
  });

  describe("key policies", () => {
    it("alone decide where they do not let the account in", async () => {
      const arn = await createKey();
      grantWorker({ Effect: "Allow", Action: "kms:Encrypt", Resource: arn });
      await worker.send(new EncryptCommand({ KeyId: arn, Plaintext: text("x") }));
      const closed = policy({ ...delegating, Action: ["kms:PutKeyPolicy", "kms:GetKeyPolicy"] });
      await root.send(new PutKeyPolicyCommand({ KeyId: arn, Policy: closed }));
      await rejects(
        worker.send(new EncryptCommand({ KeyId: arn, Plaintext: text("x") })),
        "AccessDeniedException",
        /no resource-based policy allows the kms:Encrypt action/,
      );
      await rejects(
        root.send(new EncryptCommand({ KeyId: arn, Plaintext: text("x") })),
        "AccessDeniedException",
      );
    });

    it("see the encryption context and the alias", async () => {
      const Condition = {
        StringEquals: { "kms:EncryptionContext:order": "1", "kms:RequestAlias": "alias/orders" },
        "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": ["order"] },
      };
      const arn = await createKey({
        Policy: policy(delegating, {
          Effect: "Allow",
          Action: "kms:Encrypt",
          Resource: "*",
          Principal: { AWS: ROLE },
          Condition,
        }),
      });
      await root.send(new CreateAliasCommand({ AliasName: "alias/orders", TargetKeyId: arn }));
      const encrypt = (KeyId: string, EncryptionContext?: Record<string, string>) =>
        worker.send(new EncryptCommand({ KeyId, Plaintext: text("x"), EncryptionContext }));
      await encrypt("alias/orders", { order: "1" });
      await rejects(encrypt(arn, { order: "1" }), "AccessDeniedException");
      await rejects(encrypt("alias/orders", { order: "1", more: "2" }), "AccessDeniedException");
      await rejects(encrypt("alias/orders"), "AccessDeniedException");
    });

    const refused: [name: string, text: string, message: RegExp][] = [
      [
        "lock the caller out",
        policy({ ...delegating, Principal: { AWS: ROLE } }),
        /will not allow you to update the key policy in the future/,
      ],
      [
        "name a role that does not exist",
        policy({ ...delegating, Principal: { AWS: [ROOT, `${ROLE}2`] } }),
        /invalid principals.*worker2/,
      ],
      ["are malformed", policy({ ...delegating, Effect: "Permit" }), /Permit/],
    ];
    for (const [name, Policy, message] of refused) {
      it(`are refused when they ${name}`, async () => {
        await rejects(createKey({ Policy }), "MalformedPolicyDocumentException", message);
        const arn = await createKey();
        await rejects(
          root.send(new PutKeyPolicyCommand({ KeyId: arn, Policy })),
          "MalformedPolicyDocumentException",
          message,
        );
      });
    }

    it("may lock the caller out where the check is bypassed", async () => {
      await createKey({
        Policy: policy({ ...delegating, Principal: { AWS: ROLE } }),
        BypassPolicyLockoutSafetyCheck: true,
      });
    });
  });

  describe("aliases", () => {
    it("point to another key, are listed and deleted", async () => {
      const [first, second] = [await createKey(), await createKey()];
      await root.send(new CreateAliasCommand({ AliasName: "alias/a/b", TargetKeyId: first }));
      await rejects(
        root.send(new CreateAliasCommand({ AliasName: "alias/a/b", TargetKeyId: second })),
        "AlreadyExistsException",
      );
      await root.send(new UpdateAliasCommand({ AliasName: "alias/a/b", TargetKeyId: second }));
      assert.equal(kms.resolve("alias/a/b"), second);
      const listed = await root.send(new ListAliasesCommand({ KeyId: second }));
      assert.deepEqual(
        listed.Aliases?.map(({ AliasName }) => AliasName),
        ["alias/a/b"],
      );
      assert.deepEqual((await root.send(new ListAliasesCommand({ KeyId: first }))).Aliases, []);
      await root.send(new DeleteAliasCommand({ AliasName: "alias/a/b" }));
      await rejects(root.send(new DeleteAliasCommand({ AliasName: "alias/a/b" })), "NotFoundException");
    });

    it("need an allowed name", async () => {
      const arn = await createKey();
      for (const AliasName of ["orders", "alias/", "alias/aws/sqs", "alias/a b"])
        await rejects(
          root.send(new CreateAliasCommand({ AliasName, TargetKeyId: arn })),
          "InvalidAliasNameException",
          /.+/,
        );
    });
  });

  it("rotates on demand, and tells of every rotation", async () => {
    const KeyId = await createKey();
    const { CiphertextBlob } = await root.send(new EncryptCommand({ KeyId, Plaintext: text("old") }));
    await root.send(new RotateKeyOnDemandCommand({ KeyId }));
    await root.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
    await clock.advance(20 * DAY_MS);
    for (let month = 0; month < 3; month++) await clock.advance(30 * DAY_MS);
    const { Rotations } = await root.send(new ListKeyRotationsCommand({ KeyId }));
    assert.deepEqual(
      Rotations?.map(({ RotationType }) => RotationType),
      ["ON_DEMAND", "AUTOMATIC"],
    );
    assert.ok(Rotations?.[0]?.RotationDate instanceof Date);
    const opened = await root.send(new DecryptCommand({ CiphertextBlob }));
    assert.equal(Buffer.from(opened.Plaintext ?? []).toString(), "old");
    for (let time = 0; time < 9; time++) await root.send(new RotateKeyOnDemandCommand({ KeyId }));
    await rejects(root.send(new RotateKeyOnDemandCommand({ KeyId })), "LimitExceededException", /10/);
  });

  for (const [KeyPairSpec, type] of [
    ["RSA_2048", "rsa"],
    ["ECC_NIST_P384", "ec"],
  ] as const)
    it(`makes data key pairs of ${KeyPairSpec}`, async () => {
      const KeyId = await createKey();
      const pair = await root.send(new GenerateDataKeyPairCommand({ KeyId, KeyPairSpec }));
      const privateKey = createPrivateKey({
        key: Buffer.from(pair.PrivateKeyPlaintext ?? []),
        format: "der",
        type: "pkcs8",
      });
      const publicKey = createPublicKey({
        key: Buffer.from(pair.PublicKey ?? []),
        format: "der",
        type: "spki",
      });
      assert.equal(privateKey.asymmetricKeyType, type);
      assert.ok(verify("sha256", text("m"), publicKey, sign("sha256", text("m"), privateKey)));
      const opened = await root.send(new DecryptCommand({ CiphertextBlob: pair.PrivateKeyCiphertextBlob }));
      assert.deepEqual(opened.Plaintext, pair.PrivateKeyPlaintext);
      const sealed = await root.send(
        new GenerateDataKeyPairWithoutPlaintextCommand({ KeyId, KeyPairSpec: "ECC_SECG_P256K1" }),
      );
      assert.ok(sealed.PrivateKeyCiphertextBlob !== undefined && !("PrivateKeyPlaintext" in sealed));
    });

  describe("grants", () => {
    it("are retired by whom they name, and by nobody else", async () => {
      const KeyId = await createKey();
      const grant = (RetiringPrincipal?: string) =>
        root.send(
          new CreateGrantCommand({
            KeyId,
            GranteePrincipal: "lambda.amazonaws.com",
            Operations: ["Decrypt"],
            RetiringPrincipal,
          }),
        );
      const theirs = await grant(ROLE);
      const { GrantId } = await grant();
      await rejects(worker.send(new RetireGrantCommand({ KeyId, GrantId })), "AccessDeniedException");
      const { Grants } = await root.send(new ListRetirableGrantsCommand({ RetiringPrincipal: ROLE }));
      assert.deepEqual(
        Grants?.map((one) => one.GrantId),
        [theirs.GrantId],
      );
      await worker.send(new RetireGrantCommand({ GrantToken: theirs.GrantToken }));
      await rejects(
        worker.send(new RetireGrantCommand({ GrantToken: theirs.GrantToken })),
        "InvalidGrantTokenException",
      );
      await root.send(new RetireGrantCommand({ KeyId, GrantId }));
      assert.deepEqual((await root.send(new ListGrantsCommand({ KeyId }))).Grants, []);
    });

    it("allow what they name, within their constraint, until they are revoked", async () => {
      const arn = await createKey();
      const { CiphertextBlob } = await root.send(
        new EncryptCommand({ KeyId: arn, Plaintext: text("x"), EncryptionContext: { a: "${1}", b: "2" } }),
      );
      const decrypt = () =>
        worker.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { a: "${1}", b: "2" } }));
      await rejects(decrypt(), "AccessDeniedException");
      const grant = (constraint: object) =>
        root.send(
          new CreateGrantCommand({
            KeyId: arn,
            GranteePrincipal: ROLE,
            Operations: ["Decrypt", "DescribeKey"],
            Constraints: constraint,
          }),
        );
      const narrow = await grant({ EncryptionContextEquals: { a: "${1}" } });
      await rejects(decrypt(), "AccessDeniedException");
      await worker.send(new DescribeKeyCommand({ KeyId: arn }));
      await root.send(new RevokeGrantCommand({ KeyId: arn, GrantId: narrow.GrantId }));
      const wide = await grant({ EncryptionContextSubset: { a: "${1}" } });
      assert.equal(Buffer.from((await decrypt()).Plaintext ?? []).toString(), "x");
      const { Grants } = await root.send(new ListGrantsCommand({ KeyId: arn }));
      assert.deepEqual(
        Grants?.map(({ GrantId }) => GrantId),
        [wide.GrantId],
      );
      await root.send(new RevokeGrantCommand({ KeyId: arn, GrantId: wide.GrantId }));
      await rejects(decrypt(), "AccessDeniedException");
    });

    it("cannot allow what a symmetric key cannot do", async () => {
      const arn = await createKey();
      await rejects(
        root.send(new CreateGrantCommand({ KeyId: arn, GranteePrincipal: ROLE, Operations: ["Sign"] })),
        "UnsupportedOperationException",
        /Sign/,
      );
      await rejects(
        root.send(new CreateGrantCommand({ KeyId: arn, GranteePrincipal: "bob", Operations: ["Decrypt"] })),
        "ValidationException",
        /bob/,
      );
    });
  });

  describe("use by a service", () => {
    const use = (key: string, extra: Partial<KeyUse> = {}): KeyUse => ({
      key,
      action: "kms:Decrypt",
      via: "sqs",
      ...extra,
    });
    const refuses = (principal: Principal, keyUse: KeyUse, code: string) =>
      assert.throws(
        () => kms.use(principal, keyUse),
        (error) => error instanceof AwsError && error.code === code,
      );

    it("is by the caller's own permissions, through that service only", async () => {
      const arn = await createKey();
      refuses(workerPrincipal, use(arn), "AccessDeniedException");
      grantWorker({
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: arn,
        Condition: {
          StringEquals: {
            "kms:ViaService": "sqs.eu-west-1.amazonaws.com",
            "kms:CallerAccount": account.accountId,
          },
        },
      });
      kms.use(workerPrincipal, use(arn));
      refuses(workerPrincipal, use(arn, { via: "dynamodb" }), "AccessDeniedException");
      refuses(workerPrincipal, use(arn, { action: "kms:GenerateDataKey" }), "AccessDeniedException");
      await rejects(
        worker.send(new EncryptCommand({ KeyId: arn, Plaintext: text("x") })),
        "AccessDeniedException",
      );
    });

    it("by the service itself needs the service in the key policy", async () => {
      const service = "logs.eu-west-1.amazonaws.com";
      const logs: Principal = { kind: "service", service };
      const group = "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/x";
      const Condition = { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `${group}*` } };
      const plain = await createKey();
      const named = await createKey({
        Policy: policy(delegating, {
          Effect: "Allow",
          Action: "kms:Decrypt*",
          Resource: "*",
          Principal: { Service: service },
          Condition,
        }),
      });
      const inGroup = (arn: string) => ({ via: "logs", encryptionContext: { "aws:logs:arn": arn } });
      refuses(logs, use(plain, inGroup(group)), "AccessDeniedException");
      kms.use(logs, use(named, inGroup(group)));
      refuses(
        logs,
        use(named, inGroup("arn:aws:logs:eu-west-1:000000000000:log-group:other")),
        "AccessDeniedException",
      );
      refuses(logs, use(named, { via: "logs" }), "AccessDeniedException");
    });

    it("of a disabled or missing key fails, but it can be described", async () => {
      const arn = await createKey();
      await root.send(new DisableKeyCommand({ KeyId: arn }));
      refuses(iam.rootPrincipal, use(arn), "DisabledException");
      kms.use(iam.rootPrincipal, use(arn, { action: "kms:DescribeKey" }));
      refuses(iam.rootPrincipal, use("alias/aws/sqs"), "NotFoundException");
      assert.throws(() => kms.resolve("nope"), /does not exist/);
    });
  });
});
