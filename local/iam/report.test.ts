import assert from "node:assert/strict";
import type { Principal } from "../core/access.ts";
import { Clock } from "../core/clock.ts";
import { Iam } from "./iam.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const queue = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;

describe("the report on roles", () => {
  let iam: Iam;
  let worker: Principal;

  beforeEach(() => {
    iam = new Iam({ account: ACCOUNT, clock: new Clock() });
    const { arn } = iam.roles.create({ name: "worker", assumeRolePolicy: TRUST });
    worker = iam.principalOf(arn, "run");
  });

  const grant = (...Statement: readonly object[]) =>
    iam.roles.putPolicy("worker", "p", JSON.stringify({ Version: "2012-10-17", Statement }));
  const use = (action: string, resource: string, context: Readonly<Record<string, string>> = {}) =>
    iam.authorize(worker, { action, resource, context });
  const report = () => {
    const [role] = iam.report();
    assert.ok(role !== undefined);
    return role;
  };
  const unused = () => report().unused.map(({ action, resource }) => `${action} ${resource}`);

  it("takes each action on each resource of a statement for a grant of its own", () => {
    grant({
      Sid: "Queues",
      Effect: "Allow",
      Action: ["sqs:SendMessage", "sqs:ReceiveMessage"],
      Resource: [queue("a"), queue("b")],
    });
    use("sqs:SendMessage", queue("a"));
    use("sqs:SendMessage", queue("a"));
    use("sqs:ReceiveMessage", queue("b"));
    const by = { policy: "p", statement: "Queues" };
    assert.deepEqual(report(), {
      role: "worker",
      used: [
        { action: "sqs:SendMessage", resource: queue("a"), count: 2, by },
        { action: "sqs:ReceiveMessage", resource: queue("b"), count: 1, by },
      ],
      unused: [
        { ...by, action: "sqs:SendMessage", resource: queue("b") },
        { ...by, action: "sqs:ReceiveMessage", resource: queue("a") },
      ],
      denied: [],
    });
  });

  it("says of an action with a wildcard what of it was used: the rest was not", () => {
    grant({ Effect: "Allow", Action: "sqs:*", Resource: `${queue("")}*` });
    assert.deepEqual(report().unused, [
      { policy: "p", statement: "0", action: "sqs:*", resource: `${queue("")}*` },
    ]);
    use("sqs:SendMessage", queue("a"));
    use("sqs:DeleteMessage", queue("b"));
    const [grantLeft] = report().unused;
    assert.deepEqual(grantLeft?.beyond, ["sqs:DeleteMessage", "sqs:SendMessage"]);
  });

  it("takes a resource with a wildcard or a variable for used when anything in it was", () => {
    grant(
      { Effect: "Allow", Action: "logs:PutLogEvents", Resource: "arn:aws:logs:*:*:log-group:/f:*" },
      {
        Effect: "Allow",
        Action: "sqs:SendMessage",
        Resource: queue(`${"$"}{aws:PrincipalAccount}-inbox`),
      },
    );
    assert.equal(unused().length, 2);
    use("logs:PutLogEvents", "arn:aws:logs:eu-west-1:000000000000:log-group:/f:log-stream:s");
    use("sqs:SendMessage", queue("000000000000-inbox"));
    assert.deepEqual(unused(), []);
  });

  it("tells statements apart that differ in their conditions alone", () => {
    const key = "arn:aws:kms:eu-west-1:000000000000:key/1";
    const via = (service: string) => ({
      Sid: service,
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: key,
      Condition: { StringEquals: { "kms:ViaService": service } },
    });
    grant(via("sqs"), via("dynamodb"));
    use("kms:Decrypt", key, { "kms:ViaService": "dynamodb" });
    assert.deepEqual(
      report().unused.map(({ statement }) => statement),
      ["sqs"],
    );
  });

  it("counts neither checks at creation nor what a Deny statement speaks of", () => {
    grant(
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue("a") },
      { Sid: "Never", Effect: "Deny", Action: "sqs:DeleteQueue", Resource: "*" },
    );
    iam.check(worker, { action: "sqs:SendMessage", resource: queue("a") });
    assert.throws(() => iam.check(worker, { action: "sqs:SendMessage", resource: queue("b") }));
    assert.deepEqual(unused(), [`sqs:SendMessage ${queue("a")}`]);
    assert.deepEqual(report().denied, []);
  });

  it("names for each denial the statement that is missing, or the one that forbids", () => {
    grant({ Sid: "Never", Effect: "Deny", Action: "sqs:DeleteQueue", Resource: "*" });
    for (const action of ["sqs:SendMessage", "sqs:SendMessage", "sqs:DeleteQueue"])
      assert.throws(() => use(action, queue("a")));
    assert.deepEqual(report().denied, [
      {
        action: "sqs:SendMessage",
        resource: queue("a"),
        count: 2,
        reason: "implicit-identity",
        missing: { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [queue("a")] },
      },
      {
        action: "sqs:DeleteQueue",
        resource: queue("a"),
        count: 1,
        reason: "explicit-identity",
        deniedBy: { policy: "p", statement: "Never" },
      },
    ]);
  });

  it("forgets when it is told to, and lists roles that did nothing", () => {
    grant({ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue("a") });
    use("sqs:SendMessage", queue("a"));
    iam.forgetUsage();
    assert.deepEqual(report().used, []);
    assert.equal(report().unused.length, 1);
  });

  it("stays exact when a role uses more resources than are kept apart", () => {
    grant({ Effect: "Allow", Action: ["sqs:SendMessage", "sqs:DeleteMessage"], Resource: `${queue("")}*` });
    for (let index = 0; index < 1_500; index++) use("sqs:SendMessage", queue(`q${index}`));
    use("sqs:DeleteMessage", queue("last"));
    assert.deepEqual(unused(), []);
    assert.equal(
      report().used.reduce((sum, { count }) => sum + count, 0),
      1_501,
    );
  });
});
