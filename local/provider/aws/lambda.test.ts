import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { ARCHIVE, ASSET, SIGNATURE } from "../../engine/wire.ts";
import { LambdaHarness, zip } from "../../services/lambda/testing.ts";
import { type CheckContext, type Properties, type ResourceHandler, UNKNOWN } from "../resource.ts";
import { zipOf } from "./lambda/archive.ts";
import { lambdaModule } from "./lambda.ts";

const CONTEXT: CheckContext = { urn: "urn", name: "create", autoName: () => "create-0a1b2c3" };

/** An archive as the engine hands it to providers. */
const archive = (code: string) => ({
  [SIGNATURE]: ARCHIVE,
  assets: { "index.js": { [SIGNATURE]: ASSET, text: code } },
});

describe("lambdaModule", () => {
  let h: LambdaHarness;
  let handlers: Readonly<Record<string, ResourceHandler>>;

  beforeEach(() => {
    h = new LambdaHarness();
    handlers = lambdaModule(h.lambda).resources ?? {};
  });

  afterEach(() => h.close());

  function handler(type: string): ResourceHandler {
    const found = handlers[`aws:lambda/${type}`];
    assert.ok(found, type);
    return found;
  }

  const failures = (type: string, inputs: Properties) =>
    handler(type)
      .check?.(inputs, CONTEXT)
      .failures.map(({ property }) => property);

  async function create(type: string, inputs: Properties) {
    const checked = handler(type).check?.(inputs, CONTEXT) ?? { inputs, failures: [] };
    assert.deepEqual(checked.failures, []);
    return await handler(type).create(checked.inputs, CONTEXT);
  }

  async function update(type: string, id: string, olds: Properties, inputs: Properties) {
    const checked = handler(type).check?.(inputs, CONTEXT).inputs ?? inputs;
    const outputs = await handler(type).update?.(id, checked, olds);
    assert.ok(outputs);
    return outputs;
  }

  const FUNCTION = "function:Function";

  function inputs(change: Properties = {}): Properties {
    return {
      role: h.iam.roles.list()[0]?.arn ?? h.role("r"),
      code: archive("exports.handler = async () => process.env.GREETING ?? 1;"),
      handler: "index.handler",
      runtime: "nodejs22.x",
      ...change,
    };
  }

  describe("Function", () => {
    it("shows what Pulumi's provider shows", async () => {
      const { id, outputs } = await create(FUNCTION, inputs());
      assert.equal(id, "create-0a1b2c3");
      const arn = "arn:aws:lambda:eu-west-1:000000000000:function:create-0a1b2c3";
      const { code, role, lastModified, codeSha256, sourceCodeHash, ...rest } = outputs;
      assert.equal(codeSha256, sourceCodeHash);
      assert.match(String(lastModified), /^\d{4}-.*\+0000$/);
      assert.deepEqual(
        { ...rest, sourceCodeSize: 0 },
        {
          name: "create-0a1b2c3",
          handler: "index.handler",
          runtime: "nodejs22.x",
          architectures: ["x86_64"],
          memorySize: 128,
          packageType: "Zip",
          publish: false,
          reservedConcurrentExecutions: -1,
          skipDestroy: false,
          timeout: 3,
          arn,
          invokeArn: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
          responseStreamingInvokeArn: `arn:aws:apigateway:eu-west-1:lambda:path/2021-11-15/functions/${arn}/response-streaming-invocations`,
          version: "$LATEST",
          qualifiedArn: `${arn}:$LATEST`,
          qualifiedInvokeArn: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}:$LATEST/invocations`,
          ephemeralStorage: { size: 512 },
          tracingConfig: { mode: "PassThrough" },
          loggingConfig: {
            logFormat: "Text",
            logGroup: "/aws/lambda/create-0a1b2c3",
            applicationLogLevel: "",
            systemLogLevel: "",
          },
          signingJobArn: "",
          signingProfileVersionArn: "",
          sourceCodeSize: 0,
        },
      );
      assert.equal((await h.invoke(String(outputs.arn))).value, 1);
    });

    it("changes code, configuration and reservation in place", async () => {
      const { id, outputs } = await create(FUNCTION, inputs({ name: "f" }));
      const changed = await update(
        FUNCTION,
        id,
        outputs,
        inputs({
          name: "f",
          code: archive("exports.handler = async () => [process.env.GREETING];"),
          environment: { variables: { GREETING: "hi" } },
          reservedConcurrentExecutions: 2,
        }),
      );
      assert.notEqual(changed.sourceCodeHash, outputs.sourceCodeHash);
      assert.deepEqual((await h.invoke("f")).value, ["hi"]);
      assert.equal(h.lambda.concurrency.reserved("f"), 2);
      await update(FUNCTION, id, changed, inputs({ name: "f" }));
      assert.equal(h.lambda.concurrency.reserved("f"), undefined);
    });

    it("publishes versions on demand", async () => {
      const first = await create(FUNCTION, inputs({ name: "f", publish: true }));
      assert.equal(first.outputs.version, "1");
      const second = await update(
        FUNCTION,
        "f",
        first.outputs,
        inputs({ name: "f", publish: true, timeout: 9 }),
      );
      assert.equal(second.version, "2");
    });

    it("is not there when its reservation is refused", async () => {
      await assert.rejects(create(FUNCTION, inputs({ name: "f", reservedConcurrentExecutions: 901 })), {
        code: "InvalidParameterValueException",
      });
      assert.equal(h.lambda.functions.find("f"), undefined);
    });

    it("is deleted once, and read until then", async () => {
      const { id, outputs } = await create(FUNCTION, inputs());
      const { read, delete: remove } = handler(FUNCTION);
      assert.equal((await read?.(id, outputs))?.id, id);
      await remove(id, outputs);
      await remove(id, outputs);
      assert.equal(await read?.(id, outputs), undefined);
    });

    const refused: Record<string, [Properties, string]> = {
      "a container image": [{ packageType: "Image", imageUri: "x" }, "packageType"],
      "a VPC": [{ vpcConfig: { subnetIds: [] } }, "vpcConfig"],
      "a layer": [{ layers: ["arn:aws:lambda:eu-west-1:000000000000:layer:l:1"] }, "layers"],
      SnapStart: [{ snapStart: { applyOn: "PublishedVersions" } }, "snapStart"],
      "code in a bucket": [{ s3Bucket: "b" }, "s3Bucket"],
      "an unknown member of a block": [
        { loggingConfig: { logFormat: "JSON", level: "x" } },
        "loggingConfig.level",
      ],
      "a timeout of 901 s": [{ timeout: 901 }, "timeout"],
      "no role": [{ role: undefined }, "role"],
    };
    for (const [name, [change, property]] of Object.entries(refused)) {
      it(`refuses ${name}`, () => {
        assert.equal(failures(FUNCTION, inputs(change))?.[0], property);
      });
    }

    it("takes what is not known yet", () => {
      const unknown = { role: UNKNOWN, environment: { variables: { URL: UNKNOWN } } };
      assert.deepEqual(failures(FUNCTION, inputs(unknown)), []);
    });
  });

  describe("Permission", () => {
    const PERMISSION = "permission:Permission";
    const allow: Properties = {
      action: "lambda:InvokeFunction",
      function: "f",
      principal: "apigateway.amazonaws.com",
      sourceArn: "arn:aws:execute-api:eu-west-1:000000000000:api1/*",
    };
    const invoke = (sourceArn: string) =>
      h.lambda.invoke({
        functionArn: "f",
        payload: "{}",
        sourceArn,
        principal: { kind: "service", service: "apigateway.amazonaws.com" },
      });

    it("lets a service in until it is deleted", async () => {
      await create(FUNCTION, inputs({ name: "f" }));
      const { id, outputs } = await create(PERMISSION, allow);
      assert.equal(outputs.statementId, "create-0a1b2c3");
      const source = "arn:aws:execute-api:eu-west-1:000000000000:api1/$default/GET/v1";
      assert.equal((await invoke(source)).payload, "1");
      await handler(PERMISSION).delete(id, outputs);
      await handler(PERMISSION).delete(id, outputs);
      await assert.rejects(invoke(source), { code: "AccessDeniedException" });
    });

    it("is gone with its function", async () => {
      await create(FUNCTION, inputs({ name: "f" }));
      const { id, outputs } = await create(PERMISSION, { ...allow, statementIdPrefix: "api-" });
      assert.match(id, /^api-[0-9a-f]{26}$/);
      h.lambda.deleteFunction("f");
      assert.equal(await handler(PERMISSION).read?.(id, outputs), undefined);
    });

    it("refuses a function that does not exist", async () => {
      await assert.rejects(create(PERMISSION, allow), { code: "ResourceNotFoundException" });
    });
  });

  it("maps a queue to a function, changes and deletes the mapping", async () => {
    const MAPPING = "eventSourceMapping:EventSourceMapping";
    const Action = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    h.role("r", [{ Effect: "Allow", Action, Resource: "*" }]);
    const queueArn = await h.queue("orders");
    const { outputs: made } = await create(FUNCTION, inputs({ name: "f" }));
    const mapping: Properties = { eventSourceArn: queueArn, functionName: made.arn };
    const { id, outputs } = await create(MAPPING, { ...mapping, scalingConfig: { maximumConcurrency: 2 } });
    assert.equal(outputs.uuid, id);
    assert.equal(outputs.arn, `arn:aws:lambda:eu-west-1:000000000000:event-source-mapping:${id}`);
    assert.deepEqual([outputs.batchSize, outputs.enabled, outputs.state], [10, true, "Enabled"]);
    const changed = await update(MAPPING, id, outputs, { ...mapping, enabled: false, batchSize: 5 });
    assert.deepEqual([changed.batchSize, changed.state], [5, "Disabled"]);
    await handler(MAPPING).delete(id, changed);
    await handler(MAPPING).delete(id, changed);
    assert.equal(await handler(MAPPING).read?.(id, changed), undefined);
    assert.deepEqual(failures(MAPPING, { ...mapping, filterCriteria: { filters: [] } }), ["filterCriteria"]);
  });

  it("configures asynchronous invocations", async () => {
    const CONFIG = "functionEventInvokeConfig:FunctionEventInvokeConfig";
    await create(FUNCTION, inputs({ name: "f" }));
    const { id, outputs } = await create(CONFIG, { functionName: "f", maximumRetryAttempts: 0 });
    assert.deepEqual(outputs, {
      functionName: "f",
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: 21_600,
    });
    assert.equal(h.lambda.eventInvokeConfigs.find("f")?.MaximumRetryAttempts, 0);
    await handler(CONFIG).delete(id, outputs);
    assert.equal(h.lambda.eventInvokeConfigs.find("f"), undefined);
    h.lambda.deleteFunction("f");
    await handler(CONFIG).delete(id, outputs);
  });

  it("points an alias at a version", async () => {
    const ALIAS = "alias:Alias";
    const made = await create(FUNCTION, inputs({ name: "f", publish: true }));
    const { id, outputs } = await create(ALIAS, { name: "live", functionName: "f", functionVersion: "1" });
    assert.equal(id, `${made.outputs.arn}:live`);
    assert.equal(outputs.arn, id);
    assert.equal((await h.invoke(id)).value, 1);
    await handler(ALIAS).delete(id, outputs);
    await assert.rejects(h.invoke(id), { code: "ResourceNotFoundException" });
    const weighted = (weight: unknown) => ({
      functionName: "f",
      functionVersion: "1",
      name: "live",
      routingConfig: { additionalVersionWeights: { "2": weight } },
    });
    assert.deepEqual(failures(ALIAS, weighted("a tenth")), ["routingConfig.additionalVersionWeights.2"]);
    await assert.rejects(create(ALIAS, weighted(0.1)), /must be published: 1 and 2/);
    h.lambda.functions.updateCode("f", zip("exports.handler = async () => 2;"));
    h.lambda.functions.publishVersion("f");
    await create(ALIAS, weighted(1));
    assert.equal((await h.invoke(id)).value, 2);
  });

  describe("zipOf", () => {
    let directory: string;

    before(() => {
      directory = mkdtempSync(join(tmpdir(), "archive-"));
    });

    after(() => rmSync(directory, { recursive: true }));

    it("makes the same bytes of the same files, in any order and at any time", async () => {
      const asset = (text: string) => ({ [SIGNATURE]: ASSET, text });
      const one = await zipOf({ [SIGNATURE]: ARCHIVE, assets: { "a.js": asset("a"), "b/c.js": asset("c") } });
      const two = await zipOf({ [SIGNATURE]: ARCHIVE, assets: { "b/c.js": asset("c"), "a.js": asset("a") } });
      assert.deepEqual(one, two);
      assert.deepEqual(Object.keys(unzipSync(one)), ["a.js", "b/c.js"]);
    });

    it("takes folders and files, and archive files as they are", async () => {
      writeFileSync(join(directory, "index.js"), "folder");
      const folder = unzipSync(await zipOf({ [SIGNATURE]: ARCHIVE, path: directory }));
      assert.equal(new TextDecoder().decode(folder["index.js"]), "folder");
      const file = join(directory, "package.zip");
      writeFileSync(file, zip("zipped"));
      assert.deepEqual(new Uint8Array(await zipOf({ [SIGNATURE]: ARCHIVE, path: file })), zip("zipped"));
    });

    it("refuses what is no archive", async () => {
      await assert.rejects(zipOf("index.js"), /AssetArchive or FileArchive, got "index.js"/);
    });
  });
});
