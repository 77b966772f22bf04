import assert from "node:assert/strict";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  type IAMServiceException,
  ListAttachedRolePoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListInstanceProfilesForRoleCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  ListUsersCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  TagRoleCommand,
  UntagPolicyCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from "@aws-sdk/client-iam";
import { Clock } from "../../core/clock.ts";
import { Dispatcher } from "../../core/service.ts";
import { Gateway } from "../../gateway/gateway.ts";
import { Iam } from "../../iam/iam.ts";
import { IamService } from "./iam-service.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: string) => policy({ Effect: "Allow", Action, Resource: "*" });
const trust = (Service: string) =>
  policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service } });
const document = (encoded: string | undefined) => decodeURIComponent(encoded ?? "");

describe("IAM's API through the AWS SDK", () => {
  const clock = new Clock();
  const iam = new Iam({ account, clock });
  const dispatcher = new Dispatcher(iam);
  const gateway = new Gateway({ account, clock, dispatcher, iam });
  let client: IAMClient;
  let endpoint: string;

  before(async () => {
    dispatcher.register(new IamService({ account, clock, iam }).service);
    ({ url: endpoint } = await gateway.listen(0));
    client = new IAMClient({ endpoint, region: account.region, credentials: iam.rootCredentials });
  });
  after(async () => {
    client.destroy();
    await gateway.close();
    clock.close();
  });

  const refused = (promise: Promise<unknown>, name: string, status: number, message = /./) =>
    assert.rejects(promise, (error: IAMServiceException) => {
      assert.deepEqual([error.name, error.$metadata.httpStatusCode], [name, status]);
      assert.match(error.message, message);
      return true;
    });

  it("makes, shows, changes and deletes roles", async () => {
    const RoleName = "made";
    const { Role } = await client.send(
      new CreateRoleCommand({
        RoleName,
        Path: "/team/",
        AssumeRolePolicyDocument: trust("lambda.amazonaws.com"),
        Description: "d",
        Tags: [{ Key: "a", Value: "1" }],
      }),
    );
    assert.equal(Role?.Arn, "arn:aws:iam::000000000000:role/team/made");
    assert.ok(Role?.CreateDate instanceof Date);
    await refused(
      client.send(
        new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust("lambda.amazonaws.com") }),
      ),
      "EntityAlreadyExistsException",
      409,
    );
    await client.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7_200 }));
    await client.send(new UpdateRoleDescriptionCommand({ RoleName, Description: "e" }));
    await client.send(
      new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust("scheduler.amazonaws.com") }),
    );
    await client.send(new TagRoleCommand({ RoleName, Tags: [{ Key: "b", Value: "2" }] }));
    await client.send(new UntagRoleCommand({ RoleName, TagKeys: ["a"] }));
    const changed = (await client.send(new GetRoleCommand({ RoleName }))).Role;
    assert.deepEqual([changed?.MaxSessionDuration, changed?.Description], [7_200, "e"]);
    assert.equal(document(changed?.AssumeRolePolicyDocument), trust("scheduler.amazonaws.com"));
    const { Tags } = await client.send(new ListRoleTagsCommand({ RoleName }));
    assert.deepEqual(Tags, [{ Key: "b", Value: "2" }]);
    const profiles = await client.send(new ListInstanceProfilesForRoleCommand({ RoleName }));
    assert.deepEqual(profiles.InstanceProfiles, []);
    await client.send(new DeleteRoleCommand({ RoleName }));
    await refused(client.send(new GetRoleCommand({ RoleName })), "NoSuchEntityException", 404, /made/);
    await refused(
      client.send(new CreateRoleCommand({ RoleName: "x", AssumeRolePolicyDocument: "{" })),
      "MalformedPolicyDocumentException",
      400,
    );
  });

  it("hangs policies on roles, which count at once", async () => {
    const RoleName = "worker";
    await client.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust("lambda.amazonaws.com") }),
    );
    const arn = `arn:aws:iam::000000000000:role/${RoleName}`;
    const may = (action: string) => iam.decide(iam.principalOf(arn, "s"), { action, resource: "*" }).allowed;
    await client.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument: allow("sqs:*") }),
    );
    assert.ok(may("sqs:SendMessage"));
    const { Policy } = await client.send(
      new CreatePolicyCommand({ PolicyName: "m", PolicyDocument: allow("sns:*") }),
    );
    const PolicyArn = Policy?.Arn;
    await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    assert.ok(may("sns:Publish"));
    await client.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: PolicyArn }));
    assert.deepEqual([may("sns:Publish"), may("sqs:SendMessage")], [true, false]);
    await refused(
      client.send(new DeletePolicyCommand({ PolicyArn })),
      "DeleteConflictException",
      409,
      /worker/,
    );
    await client.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
    const { PolicyNames } = await client.send(new ListRolePoliciesCommand({ RoleName }));
    const { AttachedPolicies } = await client.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    assert.deepEqual([PolicyNames, AttachedPolicies], [["p"], [{ PolicyName: "m", PolicyArn }]]);
    const { PolicyRoles } = await client.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    assert.deepEqual(
      PolicyRoles?.map((role) => role.RoleName),
      [RoleName],
    );
    const inline = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName: "p" }));
    assert.equal(document(inline.PolicyDocument), allow("sqs:*"));
    await refused(client.send(new DeleteRoleCommand({ RoleName })), "DeleteConflictException", 409);
    await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "p" }));
    assert.deepEqual([may("sns:Publish"), may("sqs:SendMessage")], [false, false]);
    await client.send(new DeletePolicyCommand({ PolicyArn }));
    await client.send(new DeleteRoleCommand({ RoleName }));
  });

  it("keeps five versions of a policy, one of which counts", async () => {
    const { Policy } = await client.send(
      new CreatePolicyCommand({ PolicyName: "versions", PolicyDocument: allow("a:v1") }),
    );
    const PolicyArn = Policy?.Arn ?? "";
    iam.roles.create({ name: "user", assumeRolePolicy: trust("lambda.amazonaws.com") });
    iam.roles.attachPolicy("user", PolicyArn);
    const user = iam.principalOf("arn:aws:iam::000000000000:role/user", "s");
    const may = (action: string) => iam.decide(user, { action, resource: "*" }).allowed;
    const add = (version: number, SetAsDefault = false) =>
      client.send(
        new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow(`a:v${version}`), SetAsDefault }),
      );
    await add(2, true);
    assert.deepEqual([may("a:v1"), may("a:v2")], [false, true]);
    for (const version of [3, 4, 5]) await add(version);
    await refused(add(6), "LimitExceededException", 409, /up to 5 versions/);
    await client.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    assert.deepEqual([may("a:v1"), may("a:v2")], [true, false]);
    await refused(
      client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v1" })),
      "DeleteConflictException",
      409,
    );
    await client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v5" }));
    const { Versions } = await client.send(new ListPolicyVersionsCommand({ PolicyArn }));
    assert.deepEqual(
      Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
      [
        ["v4", false],
        ["v3", false],
        ["v2", false],
        ["v1", true],
      ],
    );
    assert.equal((await add(6)).PolicyVersion?.VersionId, "v6", "no number comes twice");
    const third = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v3" }));
    assert.equal(document(third.PolicyVersion?.Document), allow("a:v3"));
    iam.roles.updateManagedPolicy(PolicyArn, { policy: allow("a:v7") });
    assert.equal((await client.send(new GetPolicyCommand({ PolicyArn }))).Policy?.DefaultVersionId, "v7");
    await refused(
      client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v2" })),
      "NoSuchEntityException",
      404,
    );
    await client.send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: "a", Value: "1" }] }));
    await client.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ["b"] }));
    const { Tags } = await client.send(new ListPolicyTagsCommand({ PolicyArn }));
    assert.deepEqual(Tags, [{ Key: "a", Value: "1" }]);
    const { Policies } = await client.send(new ListPoliciesCommand({ OnlyAttached: true, Scope: "Local" }));
    assert.deepEqual(
      Policies?.map(({ PolicyName }) => PolicyName),
      ["versions"],
    );
  });

  it("pages", async () => {
    for (const name of ["page-a", "page-b", "page-c"])
      iam.roles.create({ name, path: "/page/", assumeRolePolicy: trust("lambda.amazonaws.com") });
    const names: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await client.send(new ListRolesCommand({ PathPrefix: "/page/", MaxItems: 2, Marker }));
      names.push(...(page.Roles ?? []).map(({ RoleName }) => RoleName));
      Marker = page.IsTruncated ? page.Marker : undefined;
    } while (Marker !== undefined);
    assert.deepEqual(names, ["page-a", "page-b", "page-c"]);
  });

  it("lets nobody put a policy on a role outside of the boundary that their own policy asks for", async () => {
    const boundary = iam.policies.create({ name: "boundary", policy: allow("sqs:*") });
    iam.roles.create({
      name: "delegate",
      assumeRolePolicy: policy({
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: account.accountId },
      }),
    });
    iam.roles.putPolicy(
      "delegate",
      "p",
      policy({
        Effect: "Allow",
        Action: ["iam:CreateRole", "iam:PutRolePolicy"],
        Resource: "*",
        Condition: { StringEquals: { "iam:PermissionsBoundary": boundary.arn } },
      }),
    );
    const session = iam.assume("arn:aws:iam::000000000000:role/delegate", iam.rootPrincipal, "s", 900);
    const { accessKeyId, secretAccessKey, sessionToken } = session;
    const delegate = new IAMClient({
      endpoint,
      region: account.region,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    const role = { AssumeRolePolicyDocument: trust("lambda.amazonaws.com") };
    try {
      await refused(
        delegate.send(new CreateRoleCommand({ ...role, RoleName: "free" })),
        "AccessDenied",
        403,
        /iam:CreateRole/,
      );
      await delegate.send(
        new CreateRoleCommand({ ...role, RoleName: "bound", PermissionsBoundary: boundary.arn }),
      );
      await delegate.send(
        new PutRolePolicyCommand({ RoleName: "bound", PolicyName: "p", PolicyDocument: allow("*") }),
      );
    } finally {
      delegate.destroy();
    }
  });

  it("names what it does not have", () =>
    refused(client.send(new ListUsersCommand({})), "InvalidAction", 400, /iam:ListUsers/));
});
