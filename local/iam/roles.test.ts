import assert from "node:assert/strict";
import type { Principal } from "../core/access.ts";
import { Clock } from "../core/clock.ts";
import { AwsError } from "../core/errors.ts";
import { Iam } from "./iam.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const LAMBDA: Principal = { kind: "service", service: "lambda.amazonaws.com" };
const ROLE = "arn:aws:iam::000000000000:role/app/worker";

function policy(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

function trusting(Principal: unknown): string {
  return policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal });
}

const TRUST = trusting({ Service: "lambda.amazonaws.com" });
const ALLOW = policy({ Effect: "Allow", Action: "sqs:*", Resource: "*" });

function refusal(code: string, message: RegExp = /./) {
  return (error: unknown) => error instanceof AwsError && error.code === code && message.test(error.message);
}

describe("Roles", () => {
  let clock: Clock;
  let iam: Iam;

  beforeEach(() => {
    clock = new Clock();
    iam = new Iam({ account, clock });
    iam.roles.create({ name: "worker", path: "/app/", assumeRolePolicy: TRUST });
  });
  afterEach(() => clock.close());

  it("have the path in their ARN, but not in their sessions'", () => {
    assert.equal(iam.roles.require("worker").role.arn, ROLE);
    assert.equal(iam.principalOf(ROLE, "s").arn, "arn:aws:sts::000000000000:assumed-role/worker/s");
    assert.deepEqual(iam.requireRole(ROLE).name, "worker");
    assert.throws(() => iam.requireRole(`${ROLE}2`), refusal("NoSuchEntity", /worker2/));
  });

  const refused: [name: string, input: object, code: string, message: RegExp][] = [
    ["a name of 65 characters", { name: "x".repeat(65) }, "ValidationError", /1 to 64/],
    ["a name with a slash", { name: "a/b" }, "ValidationError", /a\/b/],
    ["a name taken, in any case", { name: "WORKER" }, "EntityAlreadyExists", /WORKER/],
    ["a path without a slash", { path: "app" }, "ValidationError", /path/],
    ["a session of 13 hours", { maxSessionDuration: 46_800 }, "ValidationError", /between 3600 and 43200/],
    [
      "a missing boundary",
      { permissionsBoundary: "arn:aws:iam::000000000000:policy/no" },
      "NoSuchEntity",
      /policy\/no/,
    ],
    [
      "a missing trusted role",
      { assumeRolePolicy: trusting({ AWS: "arn:aws:iam::000000000000:role/no" }) },
      "MalformedPolicyDocument",
      /Invalid principal.*role\/no/,
    ],
    [
      "a trust policy that is too long",
      {
        assumeRolePolicy: trusting({
          Service: Array.from({ length: 60 }, (_, i) => `service-number-${i}.amazonaws.com`),
        }),
      },
      "LimitExceeded",
      /2048/,
    ],
  ];
  for (const [name, input, code, message] of refused) {
    it(`refuse ${name}`, () => {
      assert.throws(
        () => iam.roles.create({ name: "other", assumeRolePolicy: TRUST, ...input }),
        refusal(code, message),
      );
    });
  }

  it("hold 10,240 characters of inline policies in all", () => {
    const filler = (length: number) =>
      policy({
        Effect: "Allow",
        Action: "sqs:*",
        Resource: `arn:aws:sqs:eu-west-1:000000000000:${"q".repeat(length)}`,
      });
    iam.roles.putPolicy("worker", "a", filler(5_000));
    iam.roles.putPolicy("worker", "b", filler(4_500));
    iam.roles.putPolicy("worker", "b", filler(4_600));
    assert.throws(
      () => iam.roles.putPolicy("worker", "c", filler(500)),
      refusal("LimitExceeded", /10240.*worker/),
    );
  });

  it("refuse policies of AWS's own, policies that are missing and ones that are too long", () => {
    const aws = "arn:aws:iam::aws:policy/AdministratorAccess";
    assert.throws(
      () => iam.roles.attachPolicy("worker", aws),
      refusal("NoSuchEntity", /no AWS managed policies/),
    );
    assert.throws(() => iam.roles.putPolicy("nobody", "p", ALLOW), refusal("NoSuchEntity", /nobody/));
    assert.throws(() => iam.roles.deletePolicy("worker", "p"), refusal("NoSuchEntity", /\bp\b/));
    assert.throws(
      () =>
        iam.policies.create({
          name: "long",
          policy: policy({ Effect: "Allow", Action: "s3:*", Resource: `arn:aws:s3:::${"b".repeat(6_200)}` }),
        }),
      refusal("LimitExceeded", /6144/),
    );
  });

  it("cannot be deleted while policies hang on them, nor can policies in use", () => {
    iam.roles.putPolicy("worker", "p", ALLOW);
    assert.throws(() => iam.roles.delete("worker"), refusal("DeleteConflict", /delete policies first: p/));
    iam.roles.deletePolicy("worker", "p");
    const { arn } = iam.policies.create({ name: "m", policy: ALLOW });
    iam.roles.attachPolicy("worker", arn);
    assert.throws(() => iam.roles.delete("worker"), refusal("DeleteConflict", /detach/));
    assert.throws(() => iam.roles.deleteManagedPolicy(arn), refusal("DeleteConflict", /worker/));
    iam.roles.detachPolicy("worker", arn);
    iam.roles.update("worker", { permissionsBoundary: arn });
    assert.throws(() => iam.roles.deleteManagedPolicy(arn), refusal("DeleteConflict", /worker/));
    iam.roles.update("worker", { permissionsBoundary: null });
    iam.roles.deleteManagedPolicy(arn);
    iam.roles.delete("worker");
    assert.equal(iam.roles.find("worker"), undefined);
  });

  describe("sessions", () => {
    it("go to whom the trust policy names, and expire by the clock", async () => {
      const session = iam.assume(ROLE, LAMBDA, "fn", 3_600);
      assert.match(session.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
      assert.equal(session.secretAccessKey.length, 40);
      assert.equal(session.principal.roleArn, ROLE);
      assert.equal(Math.round((session.expiration - clock.now()) / 1000), 3_600);
      assert.deepEqual(iam.credentials(session.accessKeyId)?.principal, session.principal);
    });

    it("are refused to a service that is not named", () => {
      const sqs: Principal = { kind: "service", service: "sqs.amazonaws.com" };
      assert.throws(
        () => iam.assume(ROLE, sqs, "x", 900),
        refusal("AccessDenied", /sts:AssumeRole on resource/),
      );
    });

    it("need an identity policy too where the trust policy names the account", () => {
      iam.roles.create({ name: "target", assumeRolePolicy: trusting({ AWS: "000000000000" }) });
      const target = "arn:aws:iam::000000000000:role/target";
      const worker = iam.principalOf(ROLE, "s");
      assert.throws(() => iam.assume(target, worker, "x", 900), refusal("AccessDenied", /identity-based/));
      iam.roles.putPolicy(
        "worker",
        "p",
        policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: target }),
      );
      assert.equal(iam.assume(target, worker, "x", 900).principal.roleName, "target");
      assert.throws(
        () => iam.assume(target, worker, "x", 3_601),
        refusal("ValidationError", /role chaining/),
      );
      assert.equal(iam.assume(target, iam.rootPrincipal, "x", 900).principal.roleName, "target");
      assert.throws(
        () => iam.assume(target, iam.rootPrincipal, "x", 7_200),
        refusal("ValidationError", /MaxSessionDuration/),
      );
    });

    it("say nothing about a role that does not exist", () => {
      assert.throws(() => iam.assume(`${ROLE}2`, LAMBDA, "x", 900), refusal("AccessDenied"));
      assert.throws(() => iam.assume(`${ROLE}2`, iam.rootPrincipal, "x", 900), refusal("AccessDenied"));
    });

    it("end with their role, also when it is made anew", () => {
      const session = iam.assume(ROLE, LAMBDA, "fn", 900);
      iam.roles.delete("worker");
      iam.roles.create({ name: "worker", path: "/app/", assumeRolePolicy: TRUST });
      assert.equal(iam.credentials(session.accessKeyId), undefined);
    });
  });

  it("have root credentials of their own in every local cloud", () => {
    const other = new Iam({ account, clock });
    assert.notEqual(iam.rootCredentials.accessKeyId, other.rootCredentials.accessKeyId);
    assert.equal(iam.credentials(iam.rootCredentials.accessKeyId)?.principal.kind, "root");
  });
});
