import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadProject, type Project } from "./project.ts";

const SCHEMA = `
name: shop
runtime: { name: nodejs, options: { typescript: false, nodeargs: "--trace-warnings" } }
config:
  aws:region: { value: eu-west-1 }
  shorthand: plain
  days: { type: integer, default: 14, description: "How long." }
  debug: { type: boolean, default: false }
  names: { type: array, items: { type: string }, default: [] }
  limits: { type: object, default: { rate: 10 } }
`;

describe("loadProject", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "project-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function load(
    project: string,
    stack: string | undefined,
    overrides: Record<string, string> = {},
    name = "dev",
  ): Project {
    writeFileSync(join(directory, "Pulumi.yaml"), project);
    if (stack !== undefined) writeFileSync(join(directory, "Pulumi.dev.yaml"), stack);
    return loadProject(directory, name, overrides);
  }

  it("fills in defaults; structured values are JSON text, shorthands are defaults", () => {
    const { project, config, nodeArguments, entryPoint } = load(SCHEMA, undefined);
    assert.equal(project, "shop");
    assert.deepEqual(nodeArguments, ["--trace-warnings"]);
    assert.equal(entryPoint, ".");
    assert.deepEqual(config, {
      "aws:region": "eu-west-1",
      "shop:shorthand": "plain",
      "shop:days": "14",
      "shop:debug": "false",
      "shop:names": "[]",
      "shop:limits": '{"rate":10}',
    });
  });

  it("prefers the stack's values, and overrides to those", () => {
    const stack = "config:\n  aws:region: us-east-1\n  shop:days: 7\n  shop:names: [a]\n";
    const { config } = load(SCHEMA, stack, { days: "3", names: '["b"]', "aws:profile": "x" });
    assert.equal(config["aws:region"], "us-east-1");
    assert.equal(config["shop:days"], "3");
    assert.equal(config["shop:names"], '["b"]');
    assert.equal(config["aws:profile"], "x");
  });

  const wrong = [
    {
      values: "shop:days: soon",
      error: /Stack 'dev' with configuration key 'days' must be of type 'integer'/,
    },
    { values: "shop:days: 1.5", error: /must be of type 'integer'/ },
    { values: "shop:debug: 1", error: /'debug' must be of type 'boolean'/ },
    { values: "shop:names: [1]", error: /'names' must be of type 'array<string>'/ },
    { values: "shop:names: a", error: /must be of type 'array<string>'/ },
    { values: "shop:limits: [1]", error: /'limits' must be of type 'object'/ },
    {
      values: "shop:dyas: 7",
      error: /sets 'dyas', which Pulumi.yaml does not declare: it declares shorthand, days/,
    },
    { values: "shop:days: { secure: AAABAB== }", error: /keeps 'shop:days' encrypted/ },
  ];
  for (const { values, error } of wrong)
    it(`refuses ${values}`, () => {
      assert.throws(() => load(SCHEMA, `config:\n  ${values}\n`), error);
    });

  it("names every value that is missing", () => {
    const project = "name: shop\nruntime: nodejs\nconfig:\n  b: { type: string }\n  a: { type: string }\n";
    assert.throws(() => load(project, undefined), /Stack 'dev' is missing configuration values 'a' and 'b'/);
  });

  it("takes a secret from an override only, and says that it is secret", () => {
    const project = "name: shop\nruntime: nodejs\nconfig:\n  key: { type: string, secret: true }\n";
    assert.deepEqual(load(project, undefined, { key: "s" }).secretKeys, ["shop:key"]);
    assert.throws(() => load(project, "config:\n  shop:key: s\n"), /must be encrypted as it's secret/);
  });

  it("refuses a stack that does not exist, a foreign runtime and broken files", () => {
    assert.throws(
      () => load(SCHEMA, "config: {}\n", {}, "prdo"),
      /There is no stack "prdo" in .*: it has dev\./,
    );
    assert.throws(
      () => load("name: x\nruntime: python\n", undefined),
      /runtime must be nodejs, not "python"/,
    );
    assert.throws(() => load("name: [\n", undefined), /Pulumi\.yaml is malformed/);
    assert.throws(() => load("runtime: nodejs\n", undefined), /has no "name"/);
    assert.throws(
      () => load("name: x\nruntime: nodejs\nconfig:\n  aws:region: { default: eu-west-1 }\n", undefined),
      /should not define 'default': use 'value'/,
    );
    assert.throws(() => load(SCHEMA, "environment: [shared]\n"), /Pulumi ESC environment/);
  });
});
