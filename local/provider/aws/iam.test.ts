// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders.
import assert from "node:assert/strict";
import { Clock } from "../../core/clock.ts";
import { Iam } from "../../iam/iam.ts";
import { ProviderRegistry } from "../registry.ts";
import { type Properties, UNKNOWN } from "../resource.ts";
import { iamModule } from "./iam.ts";
import { indexModule } from "./index-functions.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const POLICY = "aws:iam/policy:Policy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

const statement = (extra: object) => JSON.stringify({ Version: "2012-10-17", Statement: [extra] });
const TRUST = statement({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { Service: "lambda.amazonaws.com" },
});
const ALLOW = statement({ Effect: "Allow", Action: "sqs:*", Resource: "*" });

describe("aws:iam in the provider", () => {
  let clock: Clock;
  let iam: Iam;
  let registry: ProviderRegistry;
  beforeEach(() => {
    clock = new Clock();
    iam = new Iam({ account, clock });
    registry = new ProviderRegistry({ modules: [iamModule(iam), indexModule(account, iam)] });
  });
  afterEach(() => clock.close());

  const identity = (type: string) => ({
    type,
    name: "worker",
    urn: `urn:pulumi:dev::orderflow::${type}::worker`,
  });
  const check = (type: string, news: Properties) => registry.check({ ...identity(type), olds: {}, news });
  const create = async (type: string, news: Properties) => {
    const { inputs, failures } = await check(type, news);
    assert.deepEqual(failures, []);
    const { id, properties } = await registry.create({
      ...identity(type),
      properties: inputs,
      preview: false,
    });
    return { id, inputs, properties };
  };
  const update = (type: string, id: string, olds: Properties, news: Properties) =>
    registry.update({
      ...identity(type),
      id,
      olds,
      oldInputs: olds,
      news,
      ignoreChanges: [],
      preview: false,
    });
  const remove = (type: string, id: string, properties: Properties) =>
    registry.delete({ ...identity(type), id, properties, oldInputs: properties });
  const read = (type: string, id: string, properties: Properties = {}) =>
    registry.read({ ...identity(type), id, properties });
  const invoke = async (token: string, args: Properties = {}) =>
    (await registry.invoke({ token, args, preview: false })).properties;

  it("creates a role with the AWS provider's defaults and outputs", async () => {
    const { id, properties } = await create(ROLE, {
      name: "worker",
      assumeRolePolicy: TRUST,
      tags: { a: "1" },
    });
    const { role } = iam.roles.require("worker");
    assert.equal(id, "worker");
    assert.deepEqual(properties, {
      id,
      name: "worker",
      arn: "arn:aws:iam::000000000000:role/worker",
      assumeRolePolicy: TRUST,
      createDate: new Date(role.createdAt).toISOString(),
      description: "",
      forceDetachPolicies: false,
      maxSessionDuration: 3_600,
      path: "/",
      tags: { a: "1" },
      uniqueId: role.id,
    });
    assert.deepEqual(role.tags, { a: "1" });
  });

  it("names roles by itself and takes policies as objects", async () => {
    const { properties } = await create(ROLE, { assumeRolePolicy: JSON.parse(TRUST) });
    assert.match(String(properties.name), /^worker-[0-9a-f]{7}$/);
    assert.equal(properties.assumeRolePolicy, TRUST);
  });

  const refused: [what: string, type: string, inputs: Properties, property: string][] = [
    ["a role without a trust policy", ROLE, {}, "assumeRolePolicy"],
    ["a trust policy that IAM refuses", ROLE, { assumeRolePolicy: ALLOW }, "assumeRolePolicy"],
    ["a name of 65 characters", ROLE, { assumeRolePolicy: TRUST, name: "x".repeat(65) }, "name"],
    ["a name with a space", ROLE, { assumeRolePolicy: TRUST, name: "a b" }, "name"],
    ["a name prefix", ROLE, { assumeRolePolicy: TRUST, namePrefix: "a" }, "namePrefix"],
    [
      "a session of a minute",
      ROLE,
      { assumeRolePolicy: TRUST, maxSessionDuration: 60 },
      "maxSessionDuration",
    ],
    [
      "an inline policy without a name",
      ROLE,
      { assumeRolePolicy: TRUST, inlinePolicies: [{ policy: ALLOW }] },
      "inlinePolicies[0].name",
    ],
    [
      "a policy that IAM refuses",
      ROLE_POLICY,
      { role: "r", policy: statement({ Effect: "Allow" }) },
      "policy",
    ],
    ["a role policy without a role", ROLE_POLICY, { policy: ALLOW }, "role"],
    ["a managed policy that IAM refuses", POLICY, { policy: "{" }, "policy"],
    ["an attachment without a policy", ATTACHMENT, { role: "r" }, "policyArn"],
  ];
  for (const [what, type, inputs, property] of refused) {
    it(`refuses ${what}`, async () => {
      const { failures } = await check(type, inputs);
      assert.deepEqual(
        failures.map((failure) => failure.property),
        [property],
      );
    });
  }

  it("lets unknown values pass, also within a policy", async () => {
    const policy = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: UNKNOWN }],
    };
    for (const inputs of [
      { role: UNKNOWN, policy: UNKNOWN, name: UNKNOWN },
      { role: "r", policy },
    ])
      assert.deepEqual((await check(ROLE_POLICY, inputs)).failures, []);
  });

  it("puts, changes and deletes a role's policy", async () => {
    await create(ROLE, { name: "worker", assumeRolePolicy: TRUST });
    const { id, inputs } = await create(ROLE_POLICY, {
      name: "p",
      role: "worker",
      policy: JSON.parse(ALLOW),
    });
    assert.equal(id, "worker:p");
    assert.equal(iam.roles.getPolicy("worker", "p"), ALLOW);
    const changed = ALLOW.replace("sqs", "sns");
    await update(ROLE_POLICY, id, inputs, { ...inputs, policy: changed });
    assert.equal(iam.roles.getPolicy("worker", "p"), changed);
    await remove(ROLE_POLICY, id, inputs);
    await remove(ROLE_POLICY, id, inputs);
    assert.equal(iam.roles.require("worker").inline.size, 0);
  });

  it("refuses policies of missing roles and attachments of missing policies", async () => {
    await assert.rejects(create(ROLE_POLICY, { name: "p", role: "nobody", policy: ALLOW }), {
      code: "NoSuchEntity",
    });
    await create(ROLE, { name: "worker", assumeRolePolicy: TRUST });
    const policyArn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    await assert.rejects(create(ATTACHMENT, { role: "worker", policyArn }), /no AWS managed policies/);
  });

  it("attaches managed policies", async () => {
    await create(ROLE, { name: "worker", assumeRolePolicy: TRUST });
    const policy = await create(POLICY, { name: "m", policy: ALLOW });
    assert.equal(policy.id, "arn:aws:iam::000000000000:policy/m");
    const { id, inputs } = await create(ATTACHMENT, { role: "worker", policyArn: policy.id });
    const state = await read(POLICY, policy.id, policy.properties);
    assert.equal(state?.properties.attachmentCount, 1);
    iam.authorize(iam.principalOf("arn:aws:iam::000000000000:role/worker", "s"), {
      action: "sqs:SendMessage",
      resource: "*",
    });
    await assert.rejects(remove(POLICY, policy.id, policy.properties), { code: "DeleteConflict" });
    await remove(ATTACHMENT, id, inputs);
    await remove(POLICY, policy.id, policy.properties);
    assert.equal(iam.policies.has(policy.id), false);
  });

  it("settles the policies that a role lists itself", async () => {
    const { arn } = iam.policies.create({ name: "m", policy: ALLOW });
    const listed = {
      inlinePolicies: [
        { name: "a", policy: ALLOW },
        { name: "b", policy: ALLOW },
      ],
      managedPolicyArns: [arn],
    };
    const { id, inputs } = await create(ROLE, { name: "worker", assumeRolePolicy: TRUST, ...listed });
    const entry = iam.roles.require("worker");
    assert.deepEqual([[...entry.inline.keys()], [...entry.attached]], [["a", "b"], [arn]]);
    const news = { ...inputs, inlinePolicies: [{ name: "b", policy: ALLOW }], managedPolicyArns: [] };
    await update(ROLE, id, inputs, news);
    assert.deepEqual([[...entry.inline.keys()], [...entry.attached]], [["b"], []]);
    await remove(ROLE, id, news);
    assert.equal(iam.roles.find("worker"), undefined);
  });

  it("reads what is there, as an import needs it", async () => {
    const boundary = await create(POLICY, { name: "m", policy: ALLOW });
    const role = await create(ROLE, {
      name: "worker",
      path: "/app/",
      assumeRolePolicy: TRUST,
      permissionsBoundary: boundary.id,
    });
    const { forceDetachPolicies: _, ...rest } = role.properties;
    assert.deepEqual((await read(ROLE, "worker"))?.properties, { ...rest, tags: {} });
    await create(ROLE_POLICY, { name: "p", role: "worker", policy: ALLOW });
    assert.deepEqual((await read(ROLE_POLICY, "worker:p"))?.properties, {
      id: "worker:p",
      name: "p",
      role: "worker",
      policy: ALLOW,
    });
    const attachment = await create(ATTACHMENT, { role: "worker", policyArn: boundary.id });
    assert.deepEqual((await read(ATTACHMENT, attachment.id))?.properties, attachment.properties);
    assert.equal((await read(POLICY, boundary.id))?.properties.path, "/");
    for (const type of [ROLE, ROLE_POLICY, POLICY, ATTACHMENT])
      assert.equal(await read(type, "none"), undefined);
  });

  it("leaves no role behind when one of its policies is refused", async () => {
    const managedPolicyArns = ["arn:aws:iam::000000000000:policy/none"];
    await assert.rejects(create(ROLE, { name: "worker", assumeRolePolicy: TRUST, managedPolicyArns }), {
      code: "NoSuchEntity",
    });
    assert.equal(iam.roles.find("worker"), undefined);
  });

  it("deletes a role with foreign policies only when it is forced", async () => {
    const { id, inputs } = await create(ROLE, { name: "worker", assumeRolePolicy: TRUST });
    iam.roles.putPolicy("worker", "p", ALLOW);
    await assert.rejects(remove(ROLE, id, inputs), {
      code: "DeleteConflict",
    });
    await remove(ROLE, id, { ...inputs, forceDetachPolicies: true });
    assert.equal(iam.roles.find("worker"), undefined);
  });

  describe("getPolicyDocument", () => {
    const render = async (args: Properties) => {
      const { json, minifiedJson } = await invoke("aws:iam/getPolicyDocument:getPolicyDocument", args);
      assert.deepEqual(JSON.parse(String(json)), JSON.parse(String(minifiedJson)));
      return JSON.parse(String(json));
    };

    it("renders statements as the AWS provider does", async () => {
      const document = await render({
        statements: [
          {
            sid: "Send",
            actions: ["sqs:GetQueueUrl", "sqs:SendMessage"],
            resources: ["arn:aws:sqs:*:*:&{aws:PrincipalTag/team}"],
            principals: [
              { type: "Service", identifiers: ["sns.amazonaws.com"] },
              { type: "AWS", identifiers: ["000000000000"] },
            ],
            conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["000000000000"] }],
          },
          {
            effect: "Deny",
            notActions: ["sqs:*"],
            notResources: ["*"],
            principals: [{ type: "*", identifiers: ["*"] }],
          },
        ],
      });
      assert.deepEqual(document, {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Send",
            Effect: "Allow",
            Action: ["sqs:SendMessage", "sqs:GetQueueUrl"],
            Resource: "arn:aws:sqs:*:*:${aws:PrincipalTag/team}",
            Principal: { Service: "sns.amazonaws.com", AWS: "000000000000" },
            Condition: { StringEquals: { "aws:SourceAccount": "000000000000" } },
          },
          { Effect: "Deny", NotAction: "sqs:*", NotResource: "*", Principal: "*" },
        ],
      });
    });

    it("merges documents by Sid", async () => {
      const base = JSON.stringify({
        Statement: [
          { Sid: "A", Effect: "Deny" },
          { Sid: "B", Effect: "Deny" },
        ],
      });
      const document = await render({
        sourcePolicyDocuments: [base],
        statements: [{ sid: "A", actions: ["sqs:*"], resources: ["*"] }],
        overridePolicyDocuments: [JSON.stringify({ Statement: { Sid: "B", Effect: "Allow" } })],
      });
      assert.deepEqual(document.Statement, [
        { Sid: "A", Effect: "Allow", Action: "sqs:*", Resource: "*" },
        { Sid: "B", Effect: "Allow" },
      ]);
    });

    it("refuses what it does not understand", async () => {
      await assert.rejects(render({ sourceJson: "{}" }), /sourceJson/);
      await assert.rejects(render({ statements: [{ effect: "Permit" }] }), /statements\[0\]\.effect/);
      await assert.rejects(render({ sourcePolicyDocuments: ["{"] }), /not JSON/);
    });
  });

  describe("aws:index", () => {
    it("says where and as whom a program is deployed", async () => {
      assert.deepEqual(await invoke("aws:index/getCallerIdentity:getCallerIdentity"), {
        id: "000000000000",
        accountId: "000000000000",
        arn: "arn:aws:iam::000000000000:root",
        userId: "000000000000",
      });
      assert.deepEqual(await invoke("aws:index/getPartition:getPartition"), {
        id: "aws",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
      });
      assert.deepEqual(await invoke("aws:index/getRegion:getRegion"), {
        id: "eu-west-1",
        name: "eu-west-1",
        region: "eu-west-1",
        description: "Europe (Ireland)",
        endpoint: "ec2.eu-west-1.amazonaws.com",
      });
      const other = await invoke("aws:index/getRegion:getRegion", {
        endpoint: "ec2.us-east-1.amazonaws.com",
      });
      assert.equal(other.region, "us-east-1");
      await assert.rejects(invoke("aws:index/getRegion:getRegion", { name: "mars-1" }), /mars-1/);
    });
  });
});
