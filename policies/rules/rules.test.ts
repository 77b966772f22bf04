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

  it("name resource types that the provider has", () => {
    const tokens = new Set(RULES.flatMap(({ types }) => types).filter((type) => type !== EVERY_TYPE));
    for (const token of tokens) assert.ok(isProviderType(token), `there is no resource type ${token}`);
  });
});

/** What several rules of a service share is no rule: it exports no definition. */
function isPart(file: string): boolean {
  return !readFileSync(join(directory, file), "utf8").includes("defineRule(");
}

function isProviderType(token: string): boolean {
  const [, file = ""] = token.split(":");
  const source = join(directory, "../../node_modules/@pulumi/aws", `${file}.js`);
  return existsSync(source) && readFileSync(source, "utf8").includes(`'${token}'`) && dirname(file) !== ".";
}
