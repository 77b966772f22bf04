import assert from "node:assert/strict";
import { arnOf, Workflows } from "../../services/stepfunctions/testing.ts";
import { ProviderRegistry } from "../registry.ts";
import { type Properties, UNKNOWN } from "../resource.ts";
import { sfnModule } from "./sfn.ts";

const TYPE = "aws:sfn/stateMachine:StateMachine";
const IDENTITY = { type: TYPE, name: "saga", urn: `urn:pulumi:dev::orderflow::${TYPE}::saga` };
const definition = (result: string) =>
  JSON.stringify({ StartAt: "X", States: { X: { Type: "Pass", Result: result, End: true } } });

describe("aws:sfn in the provider", () => {
  let w: Workflows;
  let registry: ProviderRegistry;
  beforeEach(async () => {
    w = await Workflows.start();
    registry = new ProviderRegistry({ modules: [sfnModule(w.cloud.stepFunctions)] });
  });
  afterEach(() => w.close());

  const check = (news: Properties) => registry.check({ ...IDENTITY, olds: {}, news });
  const create = async (news: Properties) => {
    const { inputs, failures } = await check(news);
    assert.deepEqual(failures, []);
    return await registry.create({ ...IDENTITY, properties: inputs, preview: false });
  };
  const machine = (change: Properties = {}): Properties => ({
    name: "saga",
    definition: definition("one"),
    roleArn: "arn:aws:iam::000000000000:role/saga",
    ...change,
  });

  it("creates a state machine with the AWS provider's defaults and outputs", async () => {
    const roleArn = w.role("saga");
    const { id, properties } = await create(machine({ tags: { a: "b" } }));
    assert.equal(id, arnOf("states", "stateMachine:saga"));
    const { creationDate, ...rest } = properties;
    assert.match(String(creationDate), /^\d{4}-\d\d-\d\dT/);
    assert.deepEqual(rest, {
      id,
      arn: id,
      name: "saga",
      type: "STANDARD",
      definition: definition("one"),
      roleArn,
      publish: false,
      tags: { a: "b" },
      loggingConfiguration: { level: "OFF", includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: "AWS_OWNED_KEY" },
      region: "eu-west-1",
      description: "",
      revisionId: "",
      stateMachineVersionArn: "",
      status: "ACTIVE",
      versionDescription: "",
    });
    assert.equal((await w.run(id)).output, '"one"');
  });

  it("names state machines by itself", async () => {
    assert.match(String((await check(machine({ name: undefined }))).inputs.name), /^saga-[0-9a-f]{7}$/);
  });

  it("updates in place, reads, and deletes twice", async () => {
    w.role("saga");
    const { id, properties } = await create(machine());
    const { inputs } = await check(
      machine({ definition: definition("two"), tracingConfiguration: { enabled: true }, tags: { a: "b" } }),
    );
    const request = { ...IDENTITY, id, olds: properties, oldInputs: properties, news: inputs };
    const { changes, replaces } = await registry.diff({ ...request, ignoreChanges: [] });
    assert.deepEqual([changes, replaces], ["some", []]);
    const updated = await registry.update({ ...request, ignoreChanges: [], preview: false });
    assert.match(String(updated.revisionId), /^[0-9a-f-]{36}$/);
    assert.equal((await w.run(id)).output, '"two"');
    const read = await registry.read({ ...IDENTITY, id, properties: updated });
    assert.deepEqual(read?.properties, updated);
    for (let times = 0; times < 2; times++)
      await registry.delete({ ...IDENTITY, id, properties, oldInputs: {} });
    assert.equal(await registry.read({ ...IDENTITY, id, properties }), undefined);
  });

  it("replaces one that gets another name", async () => {
    w.role("saga");
    const { id, properties } = await create(machine());
    const { inputs } = await check(machine({ name: "other" }));
    const { replaces } = await registry.diff({
      ...IDENTITY,
      ...{ id, olds: properties, oldInputs: properties, news: inputs, ignoreChanges: [] },
    });
    assert.deepEqual(replaces, ["name"]);
  });

  it("refuses at creation what AWS refuses", async () => {
    await assert.rejects(create(machine()), /authorized to assume the provided role/);
    w.role("saga");
    await assert.rejects(
      create(machine({ definition: "{}" })),
      /These fields are required: \[States, StartAt\]/,
    );
  });

  const refused: readonly [string, Properties, string][] = [
    ["a property it does not have", { namePrefix: "a" }, "namePrefix"],
    ["no definition", { definition: undefined }, "definition"],
    ["no role", { roleArn: undefined }, "roleArn"],
    ["a name of 81 characters", { name: "a".repeat(81) }, "name"],
    ["an express workflow, which it does not run", { type: "EXPRESS" }, "type"],
    ["versions", { publish: true }, "publish"],
    ["a level that is none", { loggingConfiguration: { level: "SOME" } }, "loggingConfiguration.level"],
  ];
  for (const [what, change, property] of refused)
    it(`refuses ${what}`, async () => {
      const { failures } = await check(machine(change));
      assert.deepEqual(
        failures.map((failure) => failure.property),
        [property],
      );
    });

  it("lets unknown values pass at check", async () => {
    const unknown = {
      definition: UNKNOWN,
      roleArn: UNKNOWN,
      loggingConfiguration: { logDestination: UNKNOWN },
    };
    assert.deepEqual((await check(machine(unknown))).failures, []);
  });
});
