// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders.
import assert from "node:assert/strict";
import type { Access, PolicyDocument, Principal } from "../core/access.ts";
import { Clock } from "../core/clock.ts";
import { AwsError } from "../core/errors.ts";
import { Iam } from "./iam.ts";
import { validatePolicy } from "./policy-grammar.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const QUEUE = "arn:aws:sqs:eu-west-1:000000000000:orders";
const KEY = "arn:aws:kms:eu-west-1:000000000000:key/1";
const ROLE = "arn:aws:iam::000000000000:role/worker";
const ROOT = "arn:aws:iam::000000000000:root";
const TRUST = policy({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { Service: "lambda.amazonaws.com" },
});

function policy(...statements: unknown[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function resourcePolicy(...statements: unknown[]): PolicyDocument {
  return validatePolicy(policy(...statements), "resource");
}

function refusal(code: string, message?: RegExp) {
  return (error: unknown) =>
    error instanceof AwsError &&
    error.code === code &&
    (message === undefined || message.test(error.message));
}

describe("Iam", () => {
  let clock: Clock;
  let iam: Iam;
  let worker: Principal;
  const send: Access = { action: "sqs:SendMessage", resource: QUEUE };

  beforeEach(() => {
    clock = new Clock();
    iam = new Iam({ account, clock });
    iam.roles.create({ name: "worker", assumeRolePolicy: TRUST });
    worker = iam.principalOf(ROLE, "run");
  });
  afterEach(() => clock.close());

  const allow = (principal: Principal, access: Access) => iam.authorize(principal, access);
  const deny = (principal: Principal, access: Access, message: RegExp) =>
    assert.throws(() => iam.authorize(principal, access), refusal("AccessDeniedException", message));
  const grant = (...statements: unknown[]) => iam.roles.putPolicy("worker", "p", policy(...statements));

  describe("identity policies", () => {
    it("deny what they do not allow, in AWS's words", () => {
      deny(
        worker,
        send,
        /^User: arn:aws:sts::000000000000:assumed-role\/worker\/run is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:000000000000:orders because no identity-based policy allows the sqs:SendMessage action$/,
      );
    });

    it("allow action and resource together, actions in any case", () => {
      grant({ Effect: "Allow", Action: "SQS:send*", Resource: QUEUE });
      allow(worker, send);
      deny(worker, { ...send, resource: `${QUEUE}-dlq` }, /no identity-based policy/);
      deny(worker, { ...send, action: "sqs:ReceiveMessage" }, /no identity-based policy/);
    });

    it("let an explicit deny win, wherever it stands", () => {
      grant(
        { Effect: "Allow", Action: "*", Resource: "*" },
        { Effect: "Deny", Action: "sqs:*", NotResource: QUEUE },
      );
      allow(worker, send);
      deny(
        worker,
        { ...send, resource: `${QUEUE}-dlq` },
        /with an explicit deny in an identity-based policy$/,
      );
    });

    it("follow NotAction, conditions and the request's own keys", () => {
      grant({
        Effect: "Allow",
        NotAction: "iam:*",
        Resource: "*",
        Condition: {
          StringEquals: {
            "AWS:RequestedRegion": "eu-west-1",
            "dynamodb:LeadingKeys": "${aws:PrincipalTag/tenant, 'none'}",
          },
          Bool: { "aws:SecureTransport": "true" },
          ArnEquals: { "aws:PrincipalArn": ROLE },
        },
      });
      const withKey = (key: string) => ({ ...send, context: { "dynamodb:leadingkeys": key } });
      allow(worker, withKey("none"));
      deny(worker, withKey("acme"), /no identity-based policy/);
      iam.roles.update("worker", { tags: { tenant: "acme" } });
      allow(worker, withKey("acme"));
      deny(
        worker,
        { action: "iam:GetRole", resource: ROLE, context: { "dynamodb:leadingkeys": "acme" } },
        /iam:GetRole/,
      );
    });

    it("take effect at once when they change", () => {
      grant({ Effect: "Allow", Action: "sqs:*", Resource: "*" });
      allow(worker, send);
      iam.roles.deletePolicy("worker", "p");
      deny(worker, send, /no identity-based policy/);
      const managed = iam.policies.create({
        name: "m",
        policy: policy({ Effect: "Allow", Action: "sqs:*", Resource: "*" }),
      });
      iam.roles.attachPolicy("worker", managed.arn);
      allow(worker, send);
      iam.roles.updateManagedPolicy(managed.arn, {
        policy: policy({ Effect: "Allow", Action: "sns:*", Resource: "*" }),
      });
      deny(worker, send, /no identity-based policy/);
    });

    it("read time from the clock", async () => {
      const limit = new Date(clock.now() + 3_600_000).toISOString();
      grant({
        Effect: "Allow",
        Action: "sqs:*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:CurrentTime": limit } },
      });
      allow(worker, send);
      await clock.advance(3_600_001);
      deny(worker, send, /no identity-based policy/);
    });
  });

  describe("resource policies", () => {
    const by = (Principal: unknown, extra: object = {}) =>
      resourcePolicy({ Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE, Principal, ...extra });

    it("suffice within the account when they name the role, its session or everyone", () => {
      for (const Principal of [
        { AWS: ROLE },
        { AWS: "arn:aws:sts::000000000000:assumed-role/worker/run" },
        "*",
        { AWS: "*" },
      ])
        allow(worker, { ...send, resourcePolicy: by(Principal) });
    });

    it("do not suffice for a role that is gone", () => {
      iam.roles.delete("worker");
      deny(worker, { ...send, resourcePolicy: by("*") }, /no identity-based policy/);
    });

    it("do not suffice when they name the account: that delegates", () => {
      for (const AWS of [ROOT, "000000000000"])
        deny(worker, { ...send, resourcePolicy: by({ AWS }) }, /no identity-based policy/);
    });

    it("deny the account's principals by the account's name", () => {
      grant({ Effect: "Allow", Action: "sqs:*", Resource: "*" });
      const denying = resourcePolicy({
        Effect: "Deny",
        Action: "sqs:*",
        Resource: QUEUE,
        Principal: { AWS: ROOT },
      });
      deny(worker, { ...send, resourcePolicy: denying }, /with an explicit deny in a resource-based policy$/);
      deny(
        iam.rootPrincipal,
        { ...send, resourcePolicy: denying },
        /with an explicit deny in a resource-based policy$/,
      );
    });

    it("are all that lets a service in, bound to its source", () => {
      const sns: Principal = { kind: "service", service: "sns.amazonaws.com" };
      const topic = "arn:aws:sns:eu-west-1:000000000000:t";
      const bound = by(
        { Service: "sns.amazonaws.com" },
        {
          Condition: {
            ArnEquals: { "aws:SourceArn": topic },
            StringEquals: { "aws:SourceAccount": account.accountId },
          },
        },
      );
      deny(sns, send, /because no resource-based policy allows the sqs:SendMessage action/);
      deny(
        { kind: "service", service: "s3.amazonaws.com" },
        { ...send, resourcePolicy: bound },
        /s3\.amazonaws\.com/,
      );
      deny(sns, { ...send, resourcePolicy: bound }, /resource-based/);
      allow(sns, { ...send, resourcePolicy: bound, context: { "aws:SourceArn": topic } });
      deny(
        sns,
        { ...send, resourcePolicy: bound, context: { "aws:SourceArn": `${topic}2` } },
        /resource-based/,
      );
    });

    it("let anonymous callers in only by naming everyone", () => {
      const anonymous: Principal = { kind: "anonymous" };
      deny(anonymous, { ...send, resourcePolicy: by({ AWS: ROOT }) }, /anonymous/);
      allow(anonymous, { ...send, resourcePolicy: by("*") });
    });

    it("leave out of NotPrincipal only who is named as account, role and session", () => {
      grant({ Effect: "Allow", Action: "sqs:*", Resource: "*" });
      const but = (...AWS: string[]) =>
        resourcePolicy({ Effect: "Deny", Action: "sqs:*", Resource: QUEUE, NotPrincipal: { AWS } });
      deny(worker, { ...send, resourcePolicy: but(ROLE) }, /explicit deny/);
      allow(worker, {
        ...send,
        resourcePolicy: but(ROOT, ROLE, "arn:aws:sts::000000000000:assumed-role/worker/run"),
      });
    });
  });

  describe("keys", () => {
    const decrypt = (...statements: unknown[]): Access => ({
      action: "kms:Decrypt",
      resource: KEY,
      resourcePolicyRule: "kms",
      resourcePolicy: resourcePolicy(...statements),
    });
    const delegating = { Effect: "Allow", Action: "kms:*", Resource: "*", Principal: { AWS: ROOT } };

    it("count an identity policy only where the key policy lets the account in", () => {
      grant({ Effect: "Allow", Action: "kms:Decrypt", Resource: KEY });
      allow(worker, decrypt(delegating));
      deny(
        worker,
        decrypt({ ...delegating, Principal: { Service: "sns.amazonaws.com" } }),
        /no resource-based policy/,
      );
      deny(worker, decrypt({ ...delegating, Action: "kms:Encrypt" }), /no resource-based policy/);
    });

    it("need an identity policy where the key policy only delegates", () => {
      deny(worker, decrypt(delegating), /no identity-based policy/);
      allow(worker, decrypt({ ...delegating, Principal: { AWS: ROLE } }));
    });

    it("hold the root user to the key policy too", () => {
      allow(iam.rootPrincipal, decrypt(delegating));
      deny(
        iam.rootPrincipal,
        decrypt({ ...delegating, Principal: { AWS: ROLE } }),
        /no resource-based policy/,
      );
    });
  });

  describe("permissions boundaries", () => {
    beforeEach(() => {
      const { arn } = iam.policies.create({
        name: "boundary",
        policy: policy(
          { Effect: "Allow", Action: "sqs:*", Resource: "*" },
          { Effect: "Deny", Action: "sqs:DeleteQueue", Resource: "*" },
        ),
      });
      iam.roles.update("worker", { permissionsBoundary: arn });
      grant({ Effect: "Allow", Action: "*", Resource: "*" });
    });

    it("bound identity policies", () => {
      allow(worker, send);
      deny(
        worker,
        { action: "sns:Publish", resource: "*" },
        /because no permissions boundary allows the sns:Publish action/,
      );
      deny(worker, { ...send, action: "sqs:DeleteQueue" }, /with an explicit deny in a permissions boundary/);
    });

    it("bound what a resource policy grants to the role, not what it grants to the session", () => {
      const publish = (AWS: string): Access => ({
        action: "sns:Publish",
        resource: "arn:aws:sns:eu-west-1:000000000000:t",
        resourcePolicy: resourcePolicy({
          Effect: "Allow",
          Action: "sns:*",
          Resource: "*",
          Principal: { AWS },
        }),
      });
      deny(worker, publish(ROLE), /permissions boundary/);
      allow(worker, publish("arn:aws:sts::000000000000:assumed-role/worker/run"));
    });
  });

  it("allows root what nothing denies", () => {
    allow(iam.rootPrincipal, send);
  });

  it("reports what each role used, and by which statement, and what it was refused", () => {
    grant({ Sid: "Send", Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE });
    allow(worker, send);
    allow(worker, send);
    deny(worker, { ...send, action: "sqs:DeleteQueue" }, /DeleteQueue/);
    assert.deepEqual(iam.usage(), [
      {
        roleArn: ROLE,
        action: "sqs:SendMessage",
        resource: QUEUE,
        count: 2,
        by: { policy: "p", statement: "Send" },
      },
      { roleArn: ROLE, action: "sqs:DeleteQueue", resource: QUEUE, count: 1, denied: "implicit-identity" },
    ]);
  });

  it("decides fast", () => {
    grant(
      ...Array.from({ length: 15 }, (_, index) => ({
        Effect: "Allow",
        Action: ["sqs:SendMessage", "sqs:ReceiveMessage"],
        Resource: `${QUEUE}-${index}`,
        Condition: { StringEquals: { "aws:PrincipalAccount": account.accountId } },
      })),
    );
    const access = { ...send, resource: `${QUEUE}-14` };
    for (let index = 0; index < 20_000; index++) iam.authorize(worker, access);
    const start = process.hrtime.bigint();
    const decisions = 100_000;
    for (let index = 0; index < decisions; index++) iam.authorize(worker, access);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    assert.ok(decisions / seconds > 50_000, `${Math.round(decisions / seconds)} decisions/s`);
  });
});
