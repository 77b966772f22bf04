// biome-ignore-all lint/suspicious/noTemplateCurlyInString: AWS writes the formats of ARNs like that.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expandAction, readData } from "../../../policies/lib/iam/actions.ts";
import type { Statement } from "../documents/policy.ts";
import { deployPolicies, previewPolicies } from "../documents/roles.ts";
import { PLACE } from "../testing.ts";
import { LIVES, LOOKUPS } from "./index.ts";
import { PHASES } from "./life.ts";

const PROJECT = resolve(import.meta.dirname, "../../..");

/** What the program's sources have of a pattern. */
function inSources(pattern: RegExp): readonly RegExpExecArray[] {
  return globSync(["index.ts", "components/**/*.ts"], { cwd: PROJECT })
    .filter((file) => !file.endsWith(".test.ts"))
    .flatMap((file) => [...readFileSync(resolve(PROJECT, file), "utf8").matchAll(pattern)]);
}

/** The types that the program makes: `new aws.sqs.Queue(` is `aws:sqs/queue:Queue`. */
function typesInSources(): readonly string[] {
  const found = inSources(/new aws\.(\w+)\.(\w+)\(/g).map(
    ([, module = "", type = ""]) => `aws:${module}/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`,
  );
  return [...new Set(found)].sort();
}

/** The types that were registered when the releases were made. */
function typesInReleases(): readonly string[] {
  return globSync("releases/*/*.json", { cwd: PROJECT }).flatMap((file) => {
    const { deployment } = JSON.parse(readFileSync(resolve(PROJECT, file), "utf8")) as {
      deployment: { resources: readonly { type: string }[] };
    };
    return deployment.resources.map(({ type }) => type).filter((type) => type.startsWith("aws:"));
  });
}

function allActions(): readonly string[] {
  const needs = Object.values(LIVES).flat();
  return [...new Set(needs.flatMap((need) => PHASES.flatMap((phase) => need[phase] ?? [])))];
}

describe("the table of what lives need", () => {
  it("has every resource type of the program, and no other", () => {
    assert.deepEqual(Object.keys(LIVES).sort(), typesInSources());
    for (const type of typesInReleases()) assert.ok(type in LIVES, type);
  });

  it("has whatever the program looks up", () => {
    const tokens = inSources(/aws\.(get\w+)Output\(/g).map(([, name]) => `aws:index/${name}:${name}`);
    assert.deepEqual(tokens.sort(), LOOKUPS);
  });

  it("says of each type how it is made, read and deleted", () => {
    for (const [type, needs] of Object.entries(LIVES))
      for (const phase of ["create", "read", "delete"] as const)
        assert.ok(
          needs.some((need) => (need[phase] ?? []).length > 0),
          `${type} is never ${phase}`,
        );
  });

  it("has actions that AWS has, spelt as AWS spells them", () => {
    for (const action of allActions())
      assert.deepEqual(
        expandAction(action).map(({ name }) => name),
        [action],
      );
  });

  it("names for each a file of the provider, or a page of AWS's documentation", () => {
    for (const { source } of Object.values(LIVES).flat())
      assert.match(
        source,
        /^(hashicorp\/terraform-provider-aws internal\/service\/[a-z0-9]+\/\w+\.go|[\w ]+ Guide, "[^"]+")$/,
      );
  });

  it("knows the calls that CloudFormation does not make", () => {
    const actions = allActions();
    for (const action of [
      "dynamodb:DescribeContinuousBackups",
      "iam:ListInstanceProfilesForRole",
      "lambda:GetFunctionCodeSigningConfig",
      "lambda:ListVersionsByFunction",
      "sqs:ListQueueTags",
    ])
      assert.ok(actions.includes(action), action);
  });
});

describe("the policies of a bootstrap's roles", () => {
  const deploy = deployPolicies(PLACE).flatMap(({ Statement }) => Statement);
  const preview = previewPolicies(PLACE).flatMap(({ Statement }) => Statement);

  it("allow no action that is not in the table, but for state, secrets and smoke test", () => {
    const others = actionsOf(deploy).filter((action) => !allActions().includes(action));
    assert.deepEqual(others, [
      "cognito-idp:AdminCreateUser",
      "cognito-idp:AdminDeleteUser",
      "cognito-idp:AdminSetUserPassword",
      "s3:AbortMultipartUpload",
      "s3:DeleteObject",
      "s3:GetObject",
      "s3:ListBucket",
      "s3:PutObject",
      "sts:GetCallerIdentity",
    ]);
  });

  it("allow all that is in the table", () => {
    const allowed = actionsOf(deploy);
    assert.deepEqual(
      allActions().filter((action) => !allowed.includes(action)),
      [],
    );
  });

  it("let a preview change nothing", () => {
    for (const action of actionsOf(preview)) {
      const [known] = expandAction(action);
      const levels = [...(known?.levels ?? [])];
      assert.ok(
        !levels.some((level) => level === "Write" || level === "Tagging") || action === "kms:Decrypt",
        `${action} is ${levels.join()}`,
      );
    }
  });

  it("name a resource wherever the action has one", () => {
    for (const { Sid, Action, Resource } of [...deploy, ...preview])
      for (const action of Action)
        assert.equal(Resource?.includes("*"), resourcesOf(action).length === 0, `${Sid}: ${action}`);
  });

  it("name resources of a type that the action is about", () => {
    for (const { Action, Resource = [] } of deploy)
      for (const action of Action.filter((one) => !one.startsWith("apigateway:")))
        for (const resource of Resource.filter((one) => one !== "*"))
          assert.ok(
            resourcesOf(action).some((arn) => resource.startsWith(fixedPart(arn))),
            `${action} on ${resource}`,
          );
  });

  it("ask for conditions only that the action knows", () => {
    for (const { Sid, Action, Condition = {} } of deploy)
      for (const action of Action)
        for (const key of Object.values(Condition).flatMap((keys) => Object.keys(keys)))
          assert.ok(conditionKeysOf(action).has(templateOf(key)), `${Sid}: ${action} does not know ${key}`);
  });
});

function actionsOf(statements: readonly Statement[]): readonly string[] {
  return [...new Set(statements.flatMap(({ Action }) => Action))].sort();
}

function resourcesOf(action: string): readonly string[] {
  return expandAction(action).flatMap(({ resources }) => resources.map(({ arn }) => arn));
}

/** An ARN in the place of the tests, up to the first name in it. */
function fixedPart(arn: string): string {
  const here = arn
    .replace("${Partition}", PLACE.partition)
    .replace("${Region}", PLACE.region)
    .replace("${Account}", PLACE.accountId);
  return here.split("${", 1)[0] ?? "";
}

function templateOf(key: string): string {
  return key.toLowerCase().replace(/^(aws:\w+tag)\/.*$/, "$1/${tagkey}");
}

function conditionKeysOf(action: string): ReadonlySet<string> {
  const [service = ""] = action.split(":");
  const types = readData<
    Readonly<Record<string, { readonly arn: string; readonly conditionKeys: readonly string[] }>>
  >("resourceTypes", `${service}.json`);
  const ofResources = expandAction(action).flatMap(({ resources }) =>
    resources.flatMap(({ type }) => types[type.toLowerCase()]?.conditionKeys ?? []),
  );
  const own = expandAction(action).flatMap(({ conditionKeys }) => [...conditionKeys]);
  return new Set([...own, ...ofResources].map((key) => key.toLowerCase()));
}
