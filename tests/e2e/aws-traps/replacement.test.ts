import assert from "node:assert/strict";
import type { DeploymentResult } from "../../../local/engine/engine.ts";
import { Sandbox } from "./sandbox.ts";

const NEW_KEY = { hashKey: "number" };

describe("the replacement of what holds data (line 28)", function () {
  this.timeout(30_000);
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await Sandbox.start();
  });
  afterEach(() => sandbox.close());

  const nameIn = ({ outputs }: DeploymentResult) => String(outputs.tableName?.value);
  /** What was done to the table; the logical step `replace` does nothing. */
  const tableSteps = () => sandbox.steps.filter((step) => /^(?:create|delete).* Table /.test(step));

  async function deployedWithItem(config: Record<string, string>): Promise<DeploymentResult> {
    const deployed = await sandbox.deploy("replacement", config);
    await sandbox.call("dynamodb", "PutItem", { TableName: nameIn(deployed), Item: { id: { S: "1" } } });
    return deployed;
  }

  async function count(TableName: string): Promise<number> {
    return (await sandbox.call<{ Count: number }>("dynamodb", "Scan", { TableName })).Count;
  }

  it("deletes first where the name is fixed: the data is gone before there is a new table", async () => {
    const first = await deployedWithItem({});
    const second = await sandbox.deploy("replacement", NEW_KEY, first);
    assert.deepEqual(tableSteps(), ["delete-replaced Table orders", "create-replacement Table orders"]);
    assert.equal(nameIn(second), "orders");
    assert.equal(await count("orders"), 0);
  });

  it("creates first where the provider names it", async () => {
    const first = await deployedWithItem({ fixedName: "false" });
    const second = await sandbox.deploy("replacement", { fixedName: "false", ...NEW_KEY }, first);
    assert.deepEqual(tableSteps(), ["create-replacement Table orders", "delete-replaced Table orders"]);
    assert.notEqual(nameIn(second), nameIn(first));
  });

  it("is refused under protection, and the data stays", async () => {
    const first = await deployedWithItem({ protect: "true" });
    const refusal = await sandbox.refusal("replacement", { protect: "true", ...NEW_KEY }, first);
    assert.match(refusal, /orders.*protect/s);
    assert.equal(await count("orders"), 1);
  });
});
