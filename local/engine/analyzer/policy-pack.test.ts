import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { waitFor } from "../../../tests/kit/wait.ts";
import { UNKNOWN } from "../../provider/resource.ts";
import { analyzedResource } from "./analyzed-resource.ts";
import { PolicyPack } from "./policy-pack.ts";

const directory = resolve(import.meta.dirname, "../../../policies");
const stack = { project: "orderflow", stack: "dev", organization: "organization", preview: false };
const urn = "urn:pulumi:dev::orderflow::aws:lambda/function:Function::orders-create";
const untraced = {
  urn,
  properties: { role: "arn:aws:iam::111122223333:role/orders-create" },
  protect: false,
};
const traced = { ...untraced, properties: { ...untraced.properties, tracingConfig: { mode: "Active" } } };

describe("a policy pack in its own process", function () {
  this.timeout(30_000);
  let pack: PolicyPack;

  before(async () => {
    pack = await PolicyPack.start({ directory, ...stack });
  });

  after(() => pack.stop());
  afterEach(() => pack.configure({}));

  const found = async (resource = untraced) =>
    (await pack.analyze(resource)).filter(({ policy }) => policy === "lambda-tracing");

  it("says what is wrong with a resource, by rule and level", async () => {
    assert.deepEqual(await found(traced), []);
    const [violation] = await found();
    assert.equal(violation?.urn, urn);
    assert.equal(violation?.level, "mandatory");
    assert.match(
      violation?.message ?? "",
      /^Functions are traced.*\nlambda-tracing: tracingConfig\.mode is not set/,
    );
  });

  it("leaves open what is not known yet", async () => {
    assert.deepEqual(
      await found({ ...untraced, properties: { ...untraced.properties, tracingConfig: UNKNOWN } as never }),
      [],
    );
  });

  it("takes its configuration", async () => {
    await pack.configure({ settings: { levels: { "lambda-tracing": "advisory" } } });
    assert.deepEqual(
      (await found()).map(({ level }) => level),
      ["advisory"],
    );
  });

  it("mends a resource where the level is remediate, and nowhere else", async () => {
    assert.deepEqual(await pack.remediate(untraced), []);
    await pack.configure({ "lambda-tracing": "remediate" });
    const [mended] = await pack.remediate(untraced);
    assert.ok(mended !== undefined && "properties" in mended);
    assert.equal(mended.policy, "lambda-tracing");
    assert.deepEqual(mended.properties, traced.properties);
  });

  it("analyses a whole stack: what its resources are by now, and what they refer to", async () => {
    const queue = (name: string, outputs: object) => ({
      urn: `urn:pulumi:dev::orderflow::aws:sqs/queue:Queue::${name}`,
      type: "aws:sqs/queue:Queue",
      name,
      custom: true,
      inputs: {},
      outputs: { arn: `arn:aws:sqs:eu-west-1:111122223333:${name}`, ...outputs },
      dependencies: [],
      propertyDependencies: {},
      protect: false,
    });
    const redrivePolicy = '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:111122223333:orders-dlq"}';
    const records = [queue("orders", { fifoQueue: true, redrivePolicy }), queue("orders-dlq", {})];
    const violations = await pack.analyzeStack(
      records.map((record) => analyzedResource(record, record.outputs, () => undefined)),
    );
    const mismatch = violations.find(({ policy }) => policy === "sqs-dlq-fifo-match");
    assert.equal(mismatch?.urn, records[0]?.urn);
  });

  it("refuses a configuration for what is not there or does not fit", async () => {
    await assert.rejects(pack.configure({ "lambda-trace": "advisory" }), /has no policy 'lambda-trace'/);
    await assert.rejects(
      pack.configure({ all: "off" }),
      /level of 'all' is "off": it has to be one of advisory/,
    );
    await assert.rejects(
      pack.configure({ settings: { trustedAccounts: ["12"] } }),
      /settings\/trustedAccounts\/0/,
    );
  });

  it("says so when its process is killed at work", async () => {
    const killed = await PolicyPack.start({ directory, ...stack });
    try {
      await killed.analyze(traced);
      const pending = [killed.analyze(untraced), killed.analyzeStack([untraced])];
      process.kill(Number(killed.pid), "SIGKILL");
      for (const call of [...pending, killed.analyze(untraced)])
        await assert.rejects(call, /^Error: The policy pack ended with SIGKILL in the middle of its work/);
    } finally {
      await killed.stop();
    }
  });
});

describe("a policy pack that is broken", function () {
  this.timeout(30_000);
  const made: string[] = [];
  const packOf = (source: string) => {
    const broken = mkdtempSync(join(directory, "../node_modules/.cache/pack-"));
    made.push(broken);
    writeFileSync(join(broken, "PulumiPolicy.yaml"), "runtime: nodejs");
    writeFileSync(join(broken, "package.json"), '{"version":"1.0.0","main":"index.js"}');
    writeFileSync(join(broken, "index.js"), source);
    return broken;
  };
  after(() => {
    for (const broken of made) rmSync(broken, { recursive: true });
  });

  it("says why it does not start", async () => {
    const none = join(directory, "lib");
    await assert.rejects(PolicyPack.start({ directory: none, ...stack }), /it has no PulumiPolicy.yaml/);
    const broken = packOf('throw new Error("no such luck");');
    await assert.rejects(
      PolicyPack.start({ directory: broken, ...stack }),
      /ended with 32 instead of starting:.*no such luck/s,
    );
  });

  it("says what it said last when it ends at work", async () => {
    const broken = packOf(`
      const { PolicyPack } = require("@pulumi/policy");
      const validateResource = () => {
        console.error("out of luck");
        process.exit(7);
      };
      const description = "It ends.";
      const enforcementLevel = "mandatory";
      new PolicyPack("broken", { policies: [{ name: "ends", description, enforcementLevel, validateResource }] });
    `);
    const pack = await PolicyPack.start({ directory: broken, ...stack });
    try {
      await assert.rejects(pack.analyze(untraced), /ended with 7 in the middle of its work:.*out of luck/s);
    } finally {
      await pack.stop();
    }
  });

  it("ends with whoever started it, even in a policy that never comes to an end", async () => {
    const endless = packOf(`
      const { PolicyPack } = require("@pulumi/policy");
      const validateResource = () => {
        console.error("at work");
        for (;;);
      };
      const description = "It never ends.";
      const enforcementLevel = "mandatory";
      new PolicyPack("endless", { policies: [{ name: "never", description, enforcementLevel, validateResource }] });
    `);
    const starter = spawn(process.execPath, [
      "--input-type=module",
      "--eval",
      `import { PolicyPack } from ${JSON.stringify(import.meta.resolve("./policy-pack.ts"))};
      const options = ${JSON.stringify({ directory: endless, ...stack })};
      const pack = await PolicyPack.start({ ...options, onOutput: () => console.log(pack.pid) });
      await pack.analyze(${JSON.stringify(untraced)});`,
    ]);
    const [pid] = await once(createInterface({ input: starter.stdout }), "line");
    try {
      assert.ok(isRunning(Number(pid)));
      starter.kill("SIGKILL");
      await waitFor("the policy pack to end", () => !isRunning(Number(pid)));
    } finally {
      starter.kill("SIGKILL");
      if (isRunning(Number(pid))) process.kill(Number(pid), "SIGKILL");
    }
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
