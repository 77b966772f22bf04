import assert from "node:assert/strict";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  KMSClient,
  TagResourceCommand,
} from "@aws-sdk/client-kms";
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { providerArn } from "../../../ci/bootstrap/documents/trust.ts";
import { LIVES } from "../../../ci/bootstrap/lives/index.ts";
import {
  boundaryArn,
  boundaryName,
  type Place,
  secretsAlias,
  stateBucketName,
} from "../../../ci/bootstrap/place.ts";
import { takeSteps } from "../../../ci/bootstrap/steps/step.ts";
import { placeOrder } from "../../../ci/smoke/place-order.ts";
import { SmokeCustomer } from "../../../ci/smoke/smoke-customer.ts";
import type { Session } from "../../../local/core/ports.ts";
import { evaluate } from "../../../local/deploying/evaluate.ts";
import type { DeploymentResult } from "../../../local/engine/engine.ts";
import { projectDirectory, temporaryDirectory } from "../../kit/platform.ts";
import { EmptyAccount, REPOSITORY } from "./account.ts";
import { Asks, elsewhere } from "./asks.ts";

const ISSUER = "token.actions.githubusercontent.com";
const DENIED = { name: /AccessDenied/ };

/** Of components that no stack has yet. `lives.test.ts` makes their calls. */
const NOT_DEPLOYED = ["aws:sfn/stateMachine:StateMachine"];

describe("the first deployment into a bootstrapped account", function () {
  this.timeout(120_000);
  let account: EmptyAccount;
  let place: Place;
  let deployed: DeploymentResult;

  before(async () => {
    account = await EmptyAccount.open();
    place = account.place();
    await takeSteps(account.steps(), { dryRun: false, print: () => {} });
    deployed = await evaluate(
      {
        directory: projectDirectory,
        stack: "dev",
        port: 0,
        workDirectory: temporaryDirectory(),
        config: {
          "orderflow:permissionsBoundary": boundaryName(place),
          "orderflow:operatorEmails": '["operators@example.com"]',
        },
      },
      { cloud: account.cloud },
    );
  });
  after(() => account.close());

  const resources = () => deployed.state.resources.filter(({ type }) => type.startsWith("aws:"));
  const ofType = (type: string) => resources().filter((resource) => resource.type === type);
  const roleArn = (name: string) => `arn:aws:iam::${place.accountId}:role/${name}`;

  /** What GitHub's token of a job opens. @throws {AwsError} `AccessDenied` */
  function session(role: string, subject: string): Session {
    const caller = { kind: "federated", provider: providerArn(place) } as const;
    const context = { [`${ISSUER}:aud`]: "sts.amazonaws.com", [`${ISSUER}:sub`]: subject };
    return account.cloud.iam.assumeWithWebIdentity(roleArn(role), caller, "job", 3_600, { context });
  }

  const deploying = () => session("orderflow-dev-deploy", `repo:${REPOSITORY}:environment:dev`);
  const previewing = () => session("orderflow-dev-preview", `repo:${REPOSITORY}:pull_request`);
  const config = ({ accessKeyId, secretAccessKey, sessionToken }: Session) => ({
    ...account.clientConfig,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    maxAttempts: 1,
  });

  it("serves an order of a customer that the deploying role has made", async () => {
    const value = (name: string) => String(deployed.outputs[name]?.value);
    const client = new CognitoIdentityProviderClient(config(deploying()));
    const customer = await SmokeCustomer.create(client, {
      userPoolId: value("userPoolId"),
      userPoolClientId: value("userPoolClientId"),
    });
    assert.ok((await placeOrder(value("apiUrl"), await customer.signIn())).id);
    await customer.delete();
    client.destroy();
  });

  it("has roles that all carry the boundary, which leaves them all that they are granted", () => {
    const { iam } = account.cloud;
    const roles = ofType("aws:iam/role:Role");
    assert.ok(roles.length > 0);
    for (const { outputs } of roles) {
      assert.equal(outputs.permissionsBoundary, boundaryArn(place));
      const report = iam.report().find(({ role }) => role === outputs.name);
      assert.deepEqual(report?.denied, []);
    }
    for (const { inputs } of ofType("aws:iam/rolePolicy:RolePolicy")) {
      const { Statement } = JSON.parse(String(inputs.policy)) as {
        readonly Statement: readonly {
          readonly Action: readonly string[];
          readonly Resource: readonly string[];
          readonly Condition?: { readonly StringEquals?: Readonly<Record<string, string>> };
        }[];
      };
      const principal = iam.principalOf(roleArn(String(inputs.role)), "session");
      for (const { Action, Resource, Condition } of Statement)
        for (const action of Action)
          for (const resource of Resource) {
            const decision = iam.decide(principal, {
              action,
              resource: resource.replace(/:\*$/, ":log-stream:one"),
              context: Condition?.StringEquals ?? {},
            });
            assert.ok(decision.allowed, `${inputs.role}: ${action} on ${resource}`);
          }
    }
  });

  it("has roles that can do nothing more, whatever they are granted", async () => {
    const { iam } = account.cloud;
    iam.roles.putPolicy(
      "orders-get-dev",
      "everything",
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
    );
    const principal = iam.principalOf(roleArn("orders-get-dev"), "session");
    const may = (action: string, resource: string, context = {}) =>
      iam.decide(principal, { action, resource, context });
    const own = `arn:aws:dynamodb:${place.region}:${place.accountId}:table/orders-dev`;
    assert.ok(may("dynamodb:Scan", own).allowed);
    const others: readonly (readonly [action: string, resource: string, context?: object])[] = [
      ["dynamodb:Scan", own.replace("-dev", "-prod")],
      ["dynamodb:Scan", own.replace(place.region, "us-east-1")],
      ["s3:GetObject", "arn:aws:s3:::orderflow-dev-state-000000000000-eu-west-1/.pulumi/meta.yaml"],
      ["iam:CreateRole", roleArn("other-dev")],
      ["sts:AssumeRole", roleArn("orderflow-dev-deploy")],
      [
        "lambda:UpdateFunctionCode",
        `arn:aws:lambda:${place.region}:${place.accountId}:function:orders-get-dev`,
      ],
      [
        "kms:Decrypt",
        `arn:aws:kms:${place.region}:${place.accountId}:key/0`,
        { "aws:ResourceTag/environment": "prod" },
      ],
    ];
    for (const [action, resource, context] of others)
      assert.deepEqual(
        may(action, resource, context),
        { allowed: false, reason: "implicit-boundary" },
        action,
      );
    iam.roles.deletePolicy("orders-get-dev", "everything");
  });

  /** Whatever AWS would ask in the life of each deployed resource. */
  function* asked() {
    const asks = new Asks(place, resources());
    for (const resource of resources())
      for (const need of LIVES[resource.type] ?? assert.fail(resource.type))
        for (const ask of asks.of(resource, need)) yield { resource, need, ask };
  }

  it("is deployed, changed and destroyed with what the deploying role may do, and read with the previewing one's", () => {
    const { iam } = account.cloud;
    const deploy = iam.principalOf(roleArn("orderflow-dev-deploy"), "job");
    const preview = iam.principalOf(roleArn("orderflow-dev-preview"), "job");
    const reads = new Set(
      Object.values(LIVES)
        .flat()
        .flatMap(({ read = [] }) => read),
    );
    const types = new Set<string>();
    for (const { resource, need, ask } of asked()) {
      const what = `${ask.action} on ${ask.resource} for ${resource.type} ${resource.name} (${need.on.sid})`;
      assert.ok(iam.decide(deploy, ask).allowed, what);
      assert.equal(iam.decide(preview, ask).allowed, reads.has(ask.action), `preview: ${what}`);
      types.add(resource.type);
    }
    assert.deepEqual([...types, ...NOT_DEPLOYED].sort(), Object.keys(LIVES).sort());
  });

  it("leaves another stack's alone", () => {
    const { iam } = account.cloud;
    const deploy = iam.principalOf(roleArn("orderflow-dev-deploy"), "job");
    /** What has neither a name nor tags to tell it by, or is the account's. */
    const untold = [
      "AllAlarms",
      "AllAliases",
      "AllLogGroups",
      "EmailTemplates",
      "EventSourceMappingTags",
      "LogDeliveries",
      "LogResourcePolicies",
      "ServiceRole",
    ];
    for (const { need, ask } of asked()) {
      if (untold.includes(need.on.sid)) continue;
      const other = elsewhere(ask, "dev", "prod");
      assert.notDeepEqual(other, ask);
      assert.ok(!iam.decide(deploy, other).allowed, `${ask.action} on ${other.resource} (${need.on.sid})`);
    }
  });

  it("lets the deploying role make roles with the boundary only, and never change its own", async () => {
    const iam = new IAMClient(config(deploying()));
    const RoleName = "new-dev";
    const trust = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    };
    const AssumeRolePolicyDocument = JSON.stringify(trust);
    const PermissionsBoundary = boundaryArn(place);
    await assert.rejects(iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument })), DENIED);
    const named = (name: string) =>
      iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument, PermissionsBoundary }));
    await assert.rejects(named("new-prod"), DENIED);
    await named(RoleName);
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    });
    const PolicyName = "grants";
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    for (const own of ["orderflow-dev-deploy", "orderflow-dev-preview"]) {
      const attempts = [
        new PutRolePolicyCommand({ RoleName: own, PolicyName, PolicyDocument }),
        new UpdateAssumeRolePolicyCommand({ RoleName: own, PolicyDocument: AssumeRolePolicyDocument }),
        new PutRolePermissionsBoundaryCommand({ RoleName: own, PermissionsBoundary }),
        new DeleteRoleCommand({ RoleName: own }),
      ];
      for (const attempt of attempts) await assert.rejects(iam.send(attempt as never), DENIED);
    }
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
    iam.destroy();
  });

  it("lets the deploying role make keys and queues of the stack only, and the previewing one none", async () => {
    const kms = new KMSClient(config(deploying()));
    const tags = (environment: string) =>
      Object.entries({ ...place.tags, environment }).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    await assert.rejects(kms.send(new CreateKeyCommand({})), DENIED);
    await assert.rejects(kms.send(new CreateKeyCommand({ Tags: tags("prod") })), DENIED);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Tags: tags("dev") }));
    const { KeyId } = KeyMetadata ?? {};
    await assert.rejects(kms.send(new TagResourceCommand({ KeyId, Tags: tags("prod") })), DENIED);
    kms.destroy();

    const deploy = new SQSClient(config(deploying()));
    const preview = new SQSClient(config(previewing()));
    const { QueueUrl } = await deploy.send(new CreateQueueCommand({ QueueName: "new-dev" }));
    await assert.rejects(deploy.send(new CreateQueueCommand({ QueueName: "new-prod" })), DENIED);
    await assert.rejects(preview.send(new CreateQueueCommand({ QueueName: "newer-dev" })), DENIED);
    assert.ok(await preview.send(new GetQueueAttributesCommand({ QueueUrl })));
    await assert.rejects(preview.send(new DeleteQueueCommand({ QueueUrl })), DENIED);
    await deploy.send(new DeleteQueueCommand({ QueueUrl }));
    deploy.destroy();
    preview.destroy();
  });

  it("keeps the state encrypted, for the deploying role to write and the previewing one to read", async () => {
    const deploy = new S3Client({ ...config(deploying()), forcePathStyle: true });
    const preview = new S3Client({ ...config(previewing()), forcePathStyle: true });
    const Bucket = stateBucketName(place);
    const state = { Bucket, Key: ".pulumi/stacks/orderflow/dev.json" };
    const { ServerSideEncryption, VersionId } = await deploy.send(
      new PutObjectCommand({ ...state, Body: "{}" }),
    );
    assert.equal(ServerSideEncryption, "aws:kms");
    assert.ok(VersionId);
    const { Contents = [] } = await preview.send(new ListObjectsV2Command({ Bucket }));
    assert.deepEqual(
      Contents.map(({ Key }) => Key),
      [state.Key],
    );
    const { Body } = await preview.send(new GetObjectCommand(state));
    assert.equal(await Body?.transformToString(), "{}");
    await assert.rejects(preview.send(new PutObjectCommand({ ...state, Body: "{ }" })), DENIED);
    await assert.rejects(preview.send(new DeleteObjectCommand(state)), DENIED);
    await assert.rejects(deploy.send(new DeleteBucketCommand({ Bucket })), DENIED);
    await deploy.send(new DeleteObjectCommand(state));
    for (const client of [deploy, preview]) client.destroy();

    const KeyId = secretsAlias(place);
    const [encrypting, decrypting] = [
      new KMSClient(config(deploying())),
      new KMSClient(config(previewing())),
    ];
    const Plaintext = Buffer.from("secret");
    const { CiphertextBlob } = await encrypting.send(new EncryptCommand({ KeyId, Plaintext }));
    const decrypted = await decrypting.send(new DecryptCommand({ KeyId, CiphertextBlob }));
    assert.equal(Buffer.from(decrypted.Plaintext ?? []).toString(), "secret");
    await assert.rejects(decrypting.send(new EncryptCommand({ KeyId, Plaintext })), DENIED);
    const orders = String(
      ofType("aws:kms/key:Key").find(({ name }) => name === "orderflow-data")?.outputs.arn,
    );
    for (const client of [encrypting, decrypting])
      await assert.rejects(client.send(new EncryptCommand({ KeyId: orders, Plaintext })), DENIED);
    for (const client of [encrypting, decrypting]) client.destroy();
  });

  it("is opened to the jobs of the one repository, environment and branch that it is for", async () => {
    const denied = { code: "AccessDenied" };
    const repo = (subject: string, repository = REPOSITORY) => `repo:${repository}:${subject}`;
    for (const subject of [
      repo("pull_request"),
      repo("ref:refs/heads/main"),
      repo("environment:prod"),
      repo("environment:dev", "example/fork"),
    ])
      assert.throws(() => session("orderflow-dev-deploy", subject), denied, subject);
    assert.ok(session("orderflow-dev-preview", repo("ref:refs/heads/main")));
    for (const subject of [
      repo("environment:dev"),
      repo("ref:refs/heads/other"),
      repo("pull_request", "example/fork"),
    ])
      assert.throws(() => session("orderflow-dev-preview", subject), denied, subject);
    const iam = new IAMClient(config(deploying()));
    assert.ok(await iam.send(new GetRoleCommand({ RoleName: "orders-get-dev" })));
    iam.destroy();
  });

  it("can't be taken back while the stack is there", async () => {
    const destroyed = await account.run("--destroy");
    assert.equal(destroyed.code, 1);
    assert.match(destroyed.stderr, /6 roles carry the boundary.*pulumi destroy/);
    assert.ok(account.cloud.iam.roles.find("orderflow-dev-deploy"));
  });
});
