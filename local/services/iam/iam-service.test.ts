import assert from "node:assert/strict";
import { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { Dispatcher } from "../../core/service.ts";
import { Iam } from "../../iam/iam.ts";
import { IamService } from "./iam-service.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const ROLE = "arn:aws:iam::000000000000:role/worker";
const QUEUE = "arn:aws:sqs:eu-west-1:000000000000:q";

const policy = (...statements: unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const TRUST = policy({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { Service: "lambda.amazonaws.com" },
});
const SEND = policy(
  {
    Sid: "Send",
    Effect: "Allow",
    Action: "sqs:SendMessage",
    Resource: QUEUE,
    Condition: { StringEquals: { "x:tenant": "a" } },
  },
  { Effect: "Deny", Action: "sqs:DeleteQueue", Resource: "*" },
);

describe("IAM's API", () => {
  let clock: Clock;
  let iam: Iam;
  let dispatcher: Dispatcher;

  beforeEach(() => {
    clock = new Clock();
    iam = new Iam({ account, clock });
    dispatcher = new Dispatcher(iam);
    dispatcher.register(new IamService({ account, clock, iam }).service);
    iam.roles.create({ name: "worker", assumeRolePolicy: TRUST, tags: { a: "1" } });
    iam.roles.putPolicy("worker", "send", SEND);
  });
  afterEach(() => clock.close());

  const call = <T>(
    operation: string,
    input: object,
    principal = iam.rootPrincipal as Parameters<Dispatcher["call"]>[3],
  ) => dispatcher.call<T>("iam", operation, input, principal);

  it("describes a role and its policies", async () => {
    const { arn } = iam.policies.create({ name: "m", policy: SEND });
    iam.roles.attachPolicy("worker", arn);
    const { Role } = await call<{ Role: Record<string, unknown> }>("GetRole", { RoleName: "worker" });
    assert.equal(Role.Arn, ROLE);
    assert.equal(decodeURIComponent(String(Role.AssumeRolePolicyDocument)), TRUST);
    assert.deepEqual(Role.Tags, [{ Key: "a", Value: "1" }]);
    assert.deepEqual(await call("ListRolePolicies", { RoleName: "worker" }), {
      PolicyNames: ["send"],
      IsTruncated: false,
    });
    assert.deepEqual(await call("ListAttachedRolePolicies", { RoleName: "worker" }), {
      AttachedPolicies: [{ PolicyName: "m", PolicyArn: arn }],
      IsTruncated: false,
    });
    const inline = await call<{ PolicyDocument: string }>("GetRolePolicy", {
      RoleName: "worker",
      PolicyName: "send",
    });
    assert.equal(decodeURIComponent(inline.PolicyDocument), SEND);
    const { Policy } = await call<{ Policy: Record<string, unknown> }>("GetPolicy", { PolicyArn: arn });
    assert.equal(Policy.AttachmentCount, 1);
    const version = await call<{ PolicyVersion: { Document: string } }>("GetPolicyVersion", {
      PolicyArn: arn,
      VersionId: "v1",
    });
    assert.equal(decodeURIComponent(version.PolicyVersion.Document), SEND);
    const { Roles } = await call<{ Roles: { RoleName: string }[] }>("ListRoles", {});
    assert.deepEqual(
      Roles.map(({ RoleName }) => RoleName),
      ["worker"],
    );
  });

  it("is itself under IAM", async () => {
    const worker = iam.principalOf(ROLE, "s");
    await assert.rejects(
      call("GetRole", { RoleName: "worker" }, worker),
      (error) =>
        error instanceof AwsError && error.code === "AccessDeniedException" && error.message.includes(ROLE),
    );
  });

  it("names what is missing", async () => {
    await assert.rejects(call("GetRole", { RoleName: "nobody" }), /nobody cannot be found/);
    await assert.rejects(call("GetRole", {}), /roleName/);
    await assert.rejects(call("GetRolePolicy", { RoleName: "worker", PolicyName: "no" }), /\bno\b/);
  });
});
