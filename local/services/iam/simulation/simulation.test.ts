// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders.
import assert from "node:assert/strict";
import {
  type EvaluationResult,
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  IAMClient,
  SimulateCustomPolicyCommand,
  type SimulateCustomPolicyCommandInput,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from "@aws-sdk/client-iam";
import { Clock } from "../../../core/clock.ts";
import { Dispatcher } from "../../../core/service.ts";
import { Gateway } from "../../../gateway/gateway.ts";
import { Iam } from "../../../iam/iam.ts";
import { IamService } from "../iam-service.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const ROLE = "arn:aws:iam::000000000000:role/worker";
const USER = "arn:aws:iam::000000000000:user/ada";
const QUEUE = "arn:aws:sqs:eu-west-1:000000000000:q";
const OTHER = "arn:aws:sqs:eu-west-1:000000000000:other";
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: string | string[], Resource = "*", Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const deny = (Action: string, Resource = "*") => ({ Effect: "Deny", Action, Resource });

describe("IAM's policy simulator", () => {
  const clock = new Clock();
  const iam = new Iam({ account, clock });
  const dispatcher = new Dispatcher(iam);
  const gateway = new Gateway({ account, clock, dispatcher, iam });
  let client: IAMClient;

  before(async () => {
    dispatcher.register(new IamService({ account, clock, iam }).service);
    const { url: endpoint } = await gateway.listen(0);
    client = new IAMClient({ endpoint, region: account.region, credentials: iam.rootCredentials });
    iam.roles.create({
      name: "worker",
      tags: { team: "a" },
      assumeRolePolicy: policy({
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "lambda.amazonaws.com" },
      }),
    });
    iam.roles.putPolicy(
      "worker",
      "send",
      policy(allow("sqs:SendMessage", QUEUE), deny("sqs:DeleteQueue"), allow("sqs:*", OTHER)),
    );
  });
  after(async () => {
    client.destroy();
    await gateway.close();
    clock.close();
  });

  const simulateRole = async (input: Partial<SimulatePrincipalPolicyCommandInput>) =>
    (
      await client.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: ROLE,
          ActionNames: ["sqs:SendMessage"],
          ...input,
        }),
      )
    ).EvaluationResults ?? [];
  const simulate = async (input: Partial<SimulateCustomPolicyCommandInput>) => {
    const [result] =
      (
        await client.send(
          new SimulateCustomPolicyCommand({
            PolicyInputList: [],
            ActionNames: ["sqs:SendMessage"],
            ...input,
          }),
        )
      ).EvaluationResults ?? [];
    return result ?? assert.fail("no result");
  };
  const entry = (ContextKeyName: string, ...ContextKeyValues: string[]) => ({
    ContextKeyName,
    ContextKeyValues,
    ContextKeyType: ContextKeyValues.length > 1 ? ("stringList" as const) : ("string" as const),
  });
  const rejects = (promise: Promise<unknown>, name: string, message: RegExp) =>
    assert.rejects(promise, { name, message });

  it("answers once for each action, the strictest first, and for each resource", async () => {
    const [send, remove] = await simulateRole({
      ActionNames: ["sqs:SendMessage", "sqs:DeleteQueue"],
      ResourceArns: [QUEUE, OTHER, "arn:aws:sqs:eu-west-1:000000000000:third"],
    });
    assert.equal(send?.EvalDecision, "implicitDeny");
    assert.deepEqual(
      send?.ResourceSpecificResults?.map((result) => result.EvalResourceDecision),
      ["allowed", "allowed", "implicitDeny"],
    );
    assert.deepEqual(send?.MatchedStatements, []);
    assert.equal(remove?.EvalDecision, "explicitDeny");
    assert.equal(remove?.MatchedStatements?.length, 1);
  });

  it("shows where the deciding statements are", async () => {
    const [result] = await simulateRole({ ResourceArns: [QUEUE] });
    assert.deepEqual(result?.MatchedStatements, [
      {
        SourcePolicyId: "role_worker_send",
        SourcePolicyType: "IAM Policy",
        StartPosition: { Line: 1, Column: 38 },
        EndPosition: { Line: 1, Column: 133 },
      },
    ]);
    const denied = await simulate({ PolicyInputList: [policy(allow("*")), policy(deny("sqs:*"))] });
    assert.deepEqual(
      denied.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId),
      ["PolicyInputList.2"],
    );
  });

  it("adds policies to a role's, and puts another boundary in place of its own", async () => {
    const decision = async (input: Partial<SimulatePrincipalPolicyCommandInput>) => {
      const [result] = await simulateRole({ ActionNames: ["sns:Publish"], ...input });
      return [result?.EvalDecision, result?.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary];
    };
    const PolicyInputList = [policy(allow("sns:*"))];
    assert.deepEqual(await decision({}), ["implicitDeny", undefined]);
    assert.deepEqual(await decision({ PolicyInputList }), ["allowed", undefined]);
    const within = (action: string) => ({
      PolicyInputList,
      PermissionsBoundaryPolicyInputList: [policy(allow(action))],
    });
    assert.deepEqual(await decision(within("sns:*")), ["allowed", true]);
    assert.deepEqual(await decision(within("sqs:*")), ["implicitDeny", false]);
    const boundary = iam.policies.create({ name: "boundary", policy: policy(allow("sqs:*")) });
    iam.roles.update("worker", { permissionsBoundary: boundary.arn });
    try {
      assert.deepEqual(await decision({ PolicyInputList }), ["implicitDeny", false]);
      assert.deepEqual(await decision(within("sns:*")), ["allowed", true]);
    } finally {
      iam.roles.update("worker", { permissionsBoundary: null });
    }
    assert.deepEqual(iam.usage(), [], "nothing of it counts as use");
  });

  it("says which context keys are missing, and knows the caller's", async () => {
    const PolicyInputList = [
      policy(
        allow("sqs:*", "arn:aws:sqs:*:*:${aws:PrincipalTag/team}-${aws:RequestedRegion}", {
          StringEquals: { "x:tenant": "a", "aws:PrincipalArn": "b" },
        }),
        allow("sns:*", "*", { Bool: { "y:unrelated": "true" } }),
      ),
    ];
    const [everything] = await simulateRole({ PolicyInputList });
    assert.deepEqual(everything?.MissingContextValues, []);
    const listed = await simulate({
      PolicyInputList: [policy(allow("sqs:*", "*", { StringEquals: { "x:tenant": "a" } }))],
      ResourceArns: [QUEUE],
    });
    assert.deepEqual(listed.ResourceSpecificResults?.[0]?.MissingContextValues, ["x:tenant"]);
    const given = await simulate({
      PolicyInputList: [policy(allow("sqs:*", "*", { StringEquals: { "x:tenant": "a" } }))],
      ContextEntries: [entry("X:Tenant", "a")],
    });
    assert.deepEqual([given.EvalDecision, given.MissingContextValues], ["allowed", []]);
    const keys = await client.send(new GetContextKeysForCustomPolicyCommand({ PolicyInputList }));
    assert.deepEqual(keys.ContextKeyNames?.sort(), [
      "aws:PrincipalArn",
      "aws:PrincipalTag/team",
      "aws:RequestedRegion",
      "x:tenant",
      "y:unrelated",
    ]);
    const ofRole = await client.send(
      new GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn: ROLE, PolicyInputList }),
    );
    assert.equal(ofRole.ContextKeyNames?.length, 5);
  });

  const conditions: readonly [operator: string, value: string | string[], yes: string[], no: string[]][] = [
    ["StringEquals", "a", ["a"], ["A"]],
    ["StringNotEquals", "a", ["b"], ["a"]],
    ["StringEqualsIgnoreCase", "a", ["A"], ["b"]],
    ["StringNotEqualsIgnoreCase", "a", ["b"], ["A"]],
    ["StringLike", "a*c?", ["abbcd"], ["abd"]],
    ["StringNotLike", "a*", ["b"], ["ab"]],
    ["NumericEquals", "5", ["5.0"], ["6"]],
    ["NumericNotEquals", "5", ["6"], ["5"]],
    ["NumericLessThan", "5", ["4"], ["5"]],
    ["NumericLessThanEquals", "5", ["5"], ["6"]],
    ["NumericGreaterThan", "5", ["6"], ["5"]],
    ["NumericGreaterThanEquals", "5", ["5"], ["4"]],
    ["DateEquals", "2026-01-01T00:00:00Z", ["2026-01-01T01:00:00+01:00"], ["2026-01-02T00:00:00Z"]],
    ["DateNotEquals", "2026-01-01T00:00:00Z", ["2026-01-02T00:00:00Z"], ["2026-01-01T00:00:00Z"]],
    ["DateLessThan", "2026-01-01T00:00:00Z", ["2025-12-31T00:00:00Z"], ["2026-01-01T00:00:00Z"]],
    ["DateLessThanEquals", "2026-01-01T00:00:00Z", ["2026-01-01T00:00:00Z"], ["2026-01-02T00:00:00Z"]],
    ["DateGreaterThan", "2026-01-01T00:00:00Z", ["2026-01-02T00:00:00Z"], ["2026-01-01T00:00:00Z"]],
    ["DateGreaterThanEquals", "2026-01-01T00:00:00Z", ["2026-01-01T00:00:00Z"], ["2025-01-01T00:00:00Z"]],
    ["Bool", "true", ["true"], ["false"]],
    ["BinaryEquals", "QmluYXJ5", ["QmluYXJ5"], ["b3RoZXI="]],
    ["IpAddress", "203.0.113.0/24", ["203.0.113.9"], ["203.0.114.9"]],
    ["NotIpAddress", "203.0.113.0/24", ["203.0.114.9"], ["203.0.113.9"]],
    ["ArnEquals", "arn:aws:sns:*:*:t", ["arn:aws:sns:eu-west-1:1:t"], ["arn:aws:sns:eu-west-1:1:u"]],
    ["ArnNotEquals", "arn:aws:sns:*:*:t", ["arn:aws:sns:eu-west-1:1:u"], ["arn:aws:sns:eu-west-1:1:t"]],
    ["ArnLike", "arn:aws:sns:*:*:t?", ["arn:aws:sns:eu-west-1:1:tx"], ["arn:aws:sns:eu-west-1:1:t"]],
    ["ArnNotLike", "arn:aws:sns:*:*:t?", ["arn:aws:sns:eu-west-1:1:t"], ["arn:aws:sns:eu-west-1:1:tx"]],
    ["Null", "true", [], ["a"]],
    ["Null", "false", ["a"], []],
    ["StringEqualsIfExists", "a", [], ["b"]],
    ["ForAnyValue:StringEquals", ["a", "b"], ["a", "z"], ["y", "z"]],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "b"], ["a", "z"]],
    ["ForAllValues:StringLike", "a*", [], ["a", "z"]],
  ];
  for (const [operator, value, yes, no] of conditions)
    it(`evaluates ${operator} ${value}`, async () => {
      const PolicyInputList = [policy(allow("sqs:*", "*", { [operator]: { "x:key": value } }))];
      const decide = async (values: string[]): Promise<EvaluationResult["EvalDecision"]> => {
        const ContextEntries = values.length === 0 ? [] : [entry("x:key", ...values)];
        return (await simulate({ PolicyInputList, ContextEntries })).EvalDecision;
      };
      assert.equal(await decide(yes), "allowed");
      assert.equal(await decide(no), "implicitDeny");
    });

  it("puts variables in, with their defaults", async () => {
    const named = (text: string) => ({
      PolicyInputList: [policy(allow("sqs:*", `arn:aws:sqs:eu-west-1:000000000000:${text}`))],
      ResourceArns: [QUEUE],
    });
    const decision = async (text: string, ...entries: ReturnType<typeof entry>[]) =>
      (await simulate({ ...named(text), ContextEntries: entries })).EvalDecision;
    assert.equal(await decision("${x:name}", entry("x:name", "q")), "allowed");
    assert.equal(await decision("${x:name}"), "implicitDeny");
    assert.equal(await decision("${x:name, 'q'}"), "allowed");
    assert.equal(await decision("${x:name, 'q'}", entry("x:name", "r")), "implicitDeny");
  });

  it("evaluates a resource's policy for a user", async () => {
    const ResourcePolicy = (Principal: unknown, Effect = "Allow") =>
      policy({ Effect, Principal, Action: "sqs:*", Resource: QUEUE });
    const decision = async (input: Partial<SimulateCustomPolicyCommandInput>) =>
      simulate({ ResourceArns: [QUEUE], CallerArn: USER, ...input });
    const granted = await decision({ ResourcePolicy: ResourcePolicy({ AWS: USER }) });
    assert.equal(granted.EvalDecision, "allowed");
    assert.deepEqual(
      granted.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId),
      ["ResourcePolicy"],
    );
    const stranger = { AWS: `${USER}2` };
    assert.equal((await decision({ ResourcePolicy: ResourcePolicy(stranger) })).EvalDecision, "implicitDeny");
    const PolicyInputList = [policy(allow("sqs:*"))];
    assert.equal(
      (await decision({ PolicyInputList, ResourcePolicy: ResourcePolicy("*", "Deny") })).EvalDecision,
      "explicitDeny",
    );
  });

  it("pages", async () => {
    const ActionNames = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"];
    const names: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await client.send(
        new SimulatePrincipalPolicyCommand({ PolicySourceArn: ROLE, ActionNames, MaxItems: 2, Marker }),
      );
      names.push(...(page.EvaluationResults ?? []).map(({ EvalActionName }) => EvalActionName));
      Marker = page.IsTruncated ? page.Marker : undefined;
    } while (Marker !== undefined);
    assert.deepEqual(names, ActionNames);
  });

  it("refuses what it cannot simulate", async () => {
    await rejects(simulateRole({ ActionNames: [] }), "InvalidInputException", /at least one/);
    await rejects(simulateRole({ ActionNames: ["sqs:Send*"] }), "InvalidInputException", /sqs:Send\*/);
    await rejects(simulateRole({ PolicySourceArn: `${ROLE}2` }), "NoSuchEntityException", /worker2/);
    await rejects(simulate({ PolicyInputList: ["{"] }), "MalformedPolicyDocumentException", /Json/);
    await rejects(simulate({ ResourcePolicy: policy() }), "InvalidInputException", /CallerArn/);
    await rejects(simulate({ CallerArn: ROLE }), "InvalidInputException", /user/);
    await rejects(
      simulate({ ResourceHandlingOption: "EC2-VPC-InstanceStore" }),
      "UnsupportedOperationException",
      /ResourceHandlingOption/,
    );
  });
});
