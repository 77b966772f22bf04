import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { EVERY_TYPE } from "../lib/rule.ts";
import { RULES } from "./index.ts";

const directory = import.meta.dirname;
const files = globSync("*/*.ts", { cwd: directory }).filter(
  (file) => !file.endsWith(".test.ts") && basename(file) !== "index.ts",
);

describe("rules", () => {
  it("are in the pack, each from the file of its name in the folder of its service", () => {
    const expected = RULES.map(({ id, service }) => join(service, `${id}.ts`));
    assert.deepEqual(files.filter((file) => !isPart(file)).sort(), expected.sort());
  });

  it("are written as the guide shows one, which lies so in the pack", () => {
    const project = join(directory, "../..");
    const guide = readFileSync(join(project, "docs/policies.md"), "utf8");
    const shown = [...guide.matchAll(/`(policies\/rules\/[\w/.-]+\.ts)`:\n```ts\n(.*?)```\n/gs)];
    assert.equal(shown.length, 2);
    for (const [, file = "", source] of shown)
      assert.equal(source, readFileSync(join(project, file), "utf8"));
  });

  it("have their tests beside them", () => {
    for (const { id, service } of RULES) {
      assert.ok(existsSync(join(directory, service, `${id}.test.ts`)), `${service}/${id} has no test`);
    }
  });

  it("say what they demand, why, and what to do, in sentences", () => {
    for (const rule of RULES) {
      for (const text of [rule.title, rule.why, rule.remediation]) assert.match(text, /^[A-Z].+\.$/, rule.id);
      assert.match(rule.url, /^https:\/\/docs\.aws\.amazon\.com\/.+/, rule.id);
      assert.equal(new Set(rule.types).size, rule.types.length, rule.id);
    }
  });

  it("name their counterparts by the ids that the other tools give them", () => {
    for (const { id, anchors } of RULES) {
      for (const anchor of anchors) assert.match(anchor, ANCHOR, id);
      assert.equal(new Set(anchors).size, anchors.length, id);
    }
  });

  it("share a counterpart only where it demands what several of them do", () => {
    const rulesOf = Map.groupBy(
      RULES.flatMap(({ id, anchors }) => anchors.map((anchor) => ({ id, anchor }))),
      ({ anchor }) => anchor,
    );
    const shared = [...rulesOf].filter(([, rules]) => rules.length > 1);
    assert.deepEqual(
      Object.fromEntries(shared.map(([anchor, rules]) => [anchor, rules.map(({ id }) => id).sort()])),
      SHARED_ANCHORS,
    );
  });

  it("name resource types that the provider has", () => {
    const tokens = new Set(RULES.flatMap(({ types }) => types).filter((type) => type !== EVERY_TYPE));
    for (const token of tokens) assert.ok(isProviderType(token), `there is no resource type ${token}`);
  });
});

const ANCHOR =
  /^((fsbp|securityhub):[A-Z]\w*\.\d+|checkov:CKV2?_AWS_\d+|trivy:AWS-\d{4}|cdk-nag:(AwsSolutions-[A-Z]+\d[A-Z]*\d*|((Serverless|HIPAA\.Security)-)?[A-Z]\w*[a-z]\w*))$/;

/** cdk-nag has one rule for every wildcard, and Security Hub asks of a bucket's policy and ACL alike. */
const SHARED_ANCHORS: Readonly<Record<string, readonly string[]>> = {
  "cdk-nag:AwsSolutions-IAM5": [
    "iam-no-broad-arn",
    "iam-no-service-wildcard",
    "iam-no-write-wildcard",
    "iam-star-resource",
  ],
  "fsbp:S3.2": ["respol-no-public", "s3-no-public-acl"],
  "fsbp:S3.3": ["respol-no-public", "s3-no-public-acl"],
};

/** What several rules of a service share is no rule: it exports no definition. */
function isPart(file: string): boolean {
  return !readFileSync(join(directory, file), "utf8").includes("defineRule(");
}

function isProviderType(token: string): boolean {
  const [, file = ""] = token.split(":");
  const source = join(directory, "../../node_modules/@pulumi/aws", `${file}.js`);
  return existsSync(source) && readFileSync(source, "utf8").includes(`'${token}'`) && dirname(file) !== ".";
}
