import assert from "node:assert/strict";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  GetPolicyCommand,
  ListPolicyVersionsCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { DisableKeyRotationCommand, ListKeysCommand, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import {
  DeleteBucketEncryptionCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  ListBucketsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { boundaryArn, stateBucketName } from "../../../ci/bootstrap/place.ts";
import { type Step, takeSteps } from "../../../ci/bootstrap/steps/step.ts";
import { EmptyAccount, REPOSITORY } from "./account.ts";

const OPEN = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const silently = { dryRun: false, print: () => {} };

describe("npm run bootstrap", function () {
  this.timeout(60_000);
  let account: EmptyAccount;
  beforeEach(async () => {
    account = await EmptyAccount.open();
  });
  afterEach(() => account.close());

  const open = (steps: readonly Step[]) => takeSteps(steps, { ...silently, dryRun: true });

  it("says every step with its document before it takes it, and with --dry-run takes none", async () => {
    const dry = await account.run("--dry-run");
    assert.equal(dry.code, 0, dry.stderr);
    const { accountId } = account.cloud.account;
    for (const said of [
      "alias/orderflow-dev-secrets",
      "would make the key",
      '"iam:PermissionsBoundary": "arn:aws:iam::000000000000:policy/orderflow-dev-boundary"',
      `"repo:${REPOSITORY}:environment:dev"`,
      `"repo:${REPOSITORY}:pull_request"`,
      "would make the provider",
      "nothing has been done",
    ])
      assert.ok(dry.stdout.includes(said), said);
    assert.deepEqual(account.cloud.iam.roles.list(), []);
    assert.deepEqual(account.cloud.iam.policies.list(), []);
    assert.deepEqual(account.cloud.kms.store.keys(), []);
    assert.deepEqual((await account.s3.send(new ListBucketsCommand({}))).Buckets ?? [], []);

    const run = await account.run();
    assert.equal(run.code, 0, run.stderr);
    const documents = (text: string) => text.split("\n").filter((line) => line.startsWith("     "));
    assert.deepEqual(documents(run.stdout), documents(dry.stdout));
    assert.match(run.stdout, /changes made/);
    assert.match(run.stdout, new RegExp(`s3://orderflow-dev-state-${accountId}-eu-west-1`));
    assert.match(
      run.stdout,
      /pulumi config set --stack dev orderflow:permissionsBoundary orderflow-dev-boundary/,
    );
  });

  it("changes nothing at a second run", async () => {
    assert.ok((await takeSteps(account.steps(), silently)) > 0);
    const again = await account.run();
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, /Nothing to do: all is as it should be\./);
    assert.equal(await open(account.steps()), 0);
  });

  it("mends what somebody has changed", async () => {
    await takeSteps(account.steps(), silently);
    const { iam, kms } = account;
    const RoleName = "orderflow-dev-deploy";
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: "open", PolicyDocument: JSON.stringify(OPEN) }),
    );
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }));
    await iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: "open", PolicyDocument: JSON.stringify(OPEN) }),
    );
    await iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName,
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
        }),
      }),
    );
    const { Keys: [key] = [] } = await kms.send(new ListKeysCommand({}));
    await kms.send(new DisableKeyRotationCommand({ KeyId: key?.KeyId }));
    const Statement = [{ ...OPEN.Statement[0], Action: "kms:*", Principal: { AWS: "*" } }];
    await kms.send(
      new PutKeyPolicyCommand({ KeyId: key?.KeyId, Policy: JSON.stringify({ ...OPEN, Statement }) }),
    );
    const Bucket = stateBucketName(account.place());
    await account.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await account.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await account.s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
    const VersioningConfiguration = { Status: "Suspended" } as const;
    await account.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    assert.equal(await takeSteps(account.steps(), silently), 9);
    assert.equal(await open(account.steps()), 0);
  });

  it("gives a changed document a version of its own, in place of the oldest of five", async () => {
    await takeSteps(account.steps(), silently);
    const PolicyArn = boundaryArn(account.place());
    for (let version = 2; version <= 5; version++)
      await account.iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn,
          PolicyDocument: JSON.stringify(OPEN),
          SetAsDefault: true,
        }),
      );
    assert.equal(await takeSteps(account.steps(), silently), 2);
    const { Versions = [] } = await account.iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    assert.deepEqual(Versions.map(({ VersionId }) => VersionId).sort(), ["v2", "v3", "v4", "v5", "v6"]);
    const { Policy } = await account.iam.send(new GetPolicyCommand({ PolicyArn }));
    assert.equal(Policy?.DefaultVersionId, "v6");
    assert.equal(await open(account.steps()), 0);
  });

  it("goes on where it was ended, wherever that was, and makes nothing twice", async () => {
    const total = await open(account.steps());
    for (let done = 0; done < total; done++) {
      const other = await EmptyAccount.open();
      try {
        await assert.rejects(takeSteps(endedAfter(other.steps(), done), silently), /ended/);
        await takeSteps(other.steps(), silently);
        assert.equal(await open(other.steps()), 0, `ended after ${done} changes`);
        assert.equal(other.cloud.kms.store.keys().length, 1, `ended after ${done} changes`);
      } finally {
        await other.close();
      }
    }
  });

  it("goes on after it was killed", async () => {
    await account.runUntil("make the role");
    const again = await account.run();
    assert.equal(again.code, 0, again.stderr);
    assert.equal(await open(account.steps()), 0);
  });

  it("takes back all of it, and nothing of another stack's", async () => {
    await takeSteps(account.steps(), silently);
    await takeSteps(account.steps("prod"), silently);
    const destroyed = await account.run("--destroy");
    assert.equal(destroyed.code, 0, destroyed.stderr);
    assert.equal(await open(account.steps("prod")), 0);
    assert.equal(await open(account.destroySteps()), 0);
    await takeSteps(account.destroySteps("prod"), silently);
    const { iam, kms } = account.cloud;
    assert.deepEqual([iam.roles.list(), iam.policies.list(), iam.oidcProviders.list()], [[], [], []]);
    assert.deepEqual(kms.store.aliases(), []);
    assert.ok(kms.store.keys().every(({ state }) => state === "PendingDeletion"));
    assert.ok((await takeSteps(account.steps(), silently)) > 0);
    assert.equal(await open(account.steps()), 0);
  });

  it("takes back no bucket with a stack's state in it, and every version once the stack is gone", async () => {
    await takeSteps(account.steps(), silently);
    const Bucket = stateBucketName(account.place());
    const state = { Bucket, Key: ".pulumi/stacks/orderflow/dev.json" };
    for (const Body of ["{}", "{ }"]) await account.s3.send(new PutObjectCommand({ ...state, Body }));
    const refused = await account.run("--destroy");
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /The state of orderflow\/dev is in orderflow-dev-state-.*pulumi destroy/);
    assert.equal(await open(account.steps()), 0);
    await account.s3.send(new DeleteObjectCommand(state));
    const destroyed = await account.run("--destroy");
    assert.equal(destroyed.code, 0, destroyed.stderr);
    assert.match(destroyed.stdout, /delete all that is in it, old versions too: 3\n/);
    assert.deepEqual((await account.s3.send(new ListBucketsCommand({}))).Buckets ?? [], []);
  });

  it("says which step failed, why, and that it may be run again", async () => {
    const lacking = await account.run("--endpoint", "http://127.0.0.1:1");
    assert.equal(lacking.code, 1);
    assert.match(lacking.stderr, /AWS does not say whose account it is/);
    await takeSteps(account.steps(), silently);
    account.cloud.faults.set({
      rules: [{ fault: "error", service: "iam", operation: "GetRole", code: "ServiceFailure" }],
    });
    const failed = await account.run();
    assert.equal(failed.code, 1);
    assert.match(
      failed.stderr,
      /Step \d+ of \d+ \(the role orderflow-dev-deploy, trusted by\) failed: ServiceFailure/,
    );
    assert.match(failed.stderr, /Run it again/);
  });
});

/** The steps, which end by an error before the change after so many. */
function endedAfter(steps: readonly Step[], count: number): readonly Step[] {
  let left = count;
  return steps.map((step) => ({
    ...step,
    changes: async () =>
      (await step.changes()).map((change) => ({
        ...change,
        take: () => {
          if (left-- === 0) throw new Error("ended");
          return change.take();
        },
      })),
  }));
}
