import assert from "node:assert/strict";
import type { FunctionConfigurationInput } from "./configuration.ts";
import { LambdaHarness, trust, zip } from "./testing.ts";

const CODE = "exports.handler = async () => process.env.AWS_LAMBDA_FUNCTION_VERSION;";

describe("Lambda functions", () => {
  let h: LambdaHarness;

  beforeEach(() => {
    h = new LambdaHarness();
  });

  afterEach(() => h.close());

  const refused: Record<string, [Partial<FunctionConfigurationInput>, string, RegExp]> = {
    "a name of 65 characters": [{ FunctionName: "f".repeat(65) }, "ValidationException", /functionName/],
    "a timeout of 901 s": [{ Timeout: 901 }, "ValidationException", /'901' at 'timeout'/],
    "a timeout of 0 s": [{ Timeout: 0 }, "ValidationException", /greater than or equal to 1/],
    "127 MB": [{ MemorySize: 127 }, "ValidationException", /'127' at 'memorySize'/],
    "a memory size that is no integer": [{ MemorySize: 200.5 }, "ValidationException", /an integer/],
    "too much temporary storage": [{ EphemeralStorage: { Size: 10_241 } }, "ValidationException", /10241/],
    "a reserved variable": [
      { Environment: { Variables: { AWS_REGION: "x", A: "1" } } },
      "InvalidParameterValueException",
      /Reserved keys used in this request: AWS_REGION$/,
    ],
    "a variable's name": [
      { Environment: { Variables: { "A-B": "1" } } },
      "ValidationException",
      /'A-B' at 'environment.variables'/,
    ],
    "more than 4 KB of variables": [
      { Environment: { Variables: { BIG: "x".repeat(4_096) } } },
      "InvalidParameterValueException",
      /exceeded the 4KB limit/,
    ],
    "a runtime of another Node.js": [
      { Runtime: "nodejs24.x" },
      "InvalidParameterValueException",
      /start the local cloud with Node.js 24/,
    ],
    "a runtime of another language": [
      { Runtime: "python3.13" },
      "InvalidParameterValueException",
      /only Node.js runtimes run here/,
    ],
    "two architectures": [
      { Architectures: ["x86_64", "arm64"] },
      "InvalidParameterValueException",
      /x86_64, arm64/,
    ],
    "log levels for text": [
      { LoggingConfig: { LogFormat: "Text", SystemLogLevel: "WARN" } },
      "InvalidParameterValueException",
      /need the JSON log format/,
    ],
    "an unknown log level": [
      { LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "LOUD" } },
      "ValidationException",
      /'LOUD'/,
    ],
    "a role that does not exist": [
      { Role: "arn:aws:iam::000000000000:role/none" },
      "InvalidParameterValueException",
      /cannot be assumed by Lambda/,
    ],
    "a dead-letter target other than a queue": [
      { DeadLetterConfig: { TargetArn: "arn:aws:sns:eu-west-1:000000000000:t" } },
      "InvalidParameterValueException",
      /standard SQS queue/,
    ],
    "active tracing by a role that may not": [
      { TracingConfig: { Mode: "Active" } },
      "InvalidParameterValueException",
      /does not have permissions to call PutTraceSegments on XRAY/,
    ],
    "a dead-letter queue the role may not send to": [
      { DeadLetterConfig: { TargetArn: "arn:aws:sqs:eu-west-1:000000000000:q" } },
      "InvalidParameterValueException",
      /does not have permissions to call SendMessage on SQS/,
    ],
  };
  for (const [name, [input, code, message]] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      assert.throws(() => h.function(CODE, input), { code, message });
    });
  }

  it("refuses a role that Lambda may not assume", () => {
    const Role = h.role("wrong", [], trust("ec2.amazonaws.com"));
    assert.throws(() => h.function(CODE, { Role }), {
      code: "InvalidParameterValueException",
      message: /cannot be assumed by Lambda/,
    });
  });

  it("refuses a second function of the same name", () => {
    h.function(CODE);
    assert.throws(() => h.function(CODE, { Role: h.role("second") }), {
      code: "ResourceConflictException",
      statusCode: 409,
    });
  });

  const packages: Record<string, [Uint8Array, string, RegExp]> = {
    "what is no archive": [new Uint8Array([1, 2, 3]), "InvalidParameterValueException", /Could not unzip/],
    "an empty archive": [zip({}), "InvalidParameterValueException", /non-empty zip/],
    "an archive that leaves its folder": [
      zip({ "../evil.js": "" }),
      "InvalidParameterValueException",
      /outside of the archive/,
    ],
    "an archive of more than 50 MB": [
      new Uint8Array(50 * 1024 * 1024 + 1),
      "RequestEntityTooLargeException",
      /52428801/,
    ],
    "an archive that unpacks to more than 250 MB": [
      zip({ "index.js": " ".repeat(251 * 1024 * 1024) }),
      "InvalidParameterValueException",
      /262144000/,
    ],
  };
  for (const [name, [archive, code, message]] of Object.entries(packages)) {
    it(`refuses ${name}`, () => {
      h.function(CODE);
      assert.throws(() => h.lambda.functions.updateCode("f", archive), { code, message });
    });
  }

  it("fills in Lambda's defaults", () => {
    const Role = h.role("r");
    const { latest, arn } = h.lambda.createFunction(
      { FunctionName: "plain", Role, Runtime: "nodejs22.x", Handler: "index.handler" },
      zip(CODE),
    );
    assert.equal(arn, "arn:aws:lambda:eu-west-1:000000000000:function:plain");
    assert.deepEqual(latest.configuration, {
      FunctionName: "plain",
      Role,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Description: "",
      Timeout: 3,
      MemorySize: 128,
      Environment: { Variables: {} },
      Architectures: ["x86_64"],
      TracingConfig: { Mode: "PassThrough" },
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/plain" },
      EphemeralStorage: { Size: 512 },
    });
  });

  it("is gone after its deletion, with its reservation", async () => {
    const arn = h.function(CODE);
    h.lambda.putFunctionConcurrency("f", 900);
    h.lambda.deleteFunction("f");
    await assert.rejects(h.invoke(arn), { code: "ResourceNotFoundException" });
    assert.throws(() => h.lambda.deleteFunction("f"), { code: "ResourceNotFoundException" });
    h.function(CODE, { FunctionName: "g" });
    h.lambda.putFunctionConcurrency("g", 900);
  });

  describe("in versions", () => {
    it("keeps a published version as it was", async () => {
      const arn = h.function("exports.handler = async () => 1;");
      assert.equal(h.lambda.functions.publishVersion("f").version, "1");
      assert.equal(h.lambda.functions.publishVersion("f").version, "1", "nothing changed");
      h.lambda.functions.updateCode("f", zip("exports.handler = async () => 2;"));
      assert.equal(h.lambda.functions.publishVersion("f").version, "2");
      assert.equal((await h.invoke(`${arn}:1`)).value, 1);
      assert.equal((await h.invoke(`${arn}:2`)).value, 2);
      assert.equal((await h.invoke(arn)).value, 2);
    });

    it("follows an alias", async () => {
      const arn = h.function(CODE);
      const alias = { name: "live", functionVersion: "1", description: "" };
      assert.throws(() => h.lambda.functions.putAlias("f", alias, "create"), {
        code: "ResourceNotFoundException",
      });
      h.lambda.functions.publishVersion("f");
      h.lambda.functions.putAlias("f", alias, "create");
      assert.throws(() => h.lambda.functions.putAlias("f", alias, "create"), {
        code: "ResourceConflictException",
      });
      assert.equal((await h.invoke(`${arn}:live`)).value, "1");
      h.lambda.functions.putAlias("f", { ...alias, functionVersion: "$LATEST" }, "update");
      assert.equal((await h.invoke(`${arn}:live`)).value, "$LATEST");
    });
  });

  describe("permissions", () => {
    const statement = {
      StatementId: "s",
      Action: "lambda:InvokeFunction",
      Principal: "events.amazonaws.com",
    };

    const cases: Record<string, [object, string, RegExp]> = {
      "a principal that is none": [
        { Principal: "api gateway" },
        "InvalidParameterValueException",
        /principal was invalid/,
      ],
      "an action of another service": [{ Action: "sqs:SendMessage" }, "ValidationException", /action/],
      "a source that is no ARN": [{ SourceArn: "api1" }, "ValidationException", /sourceArn/],
      "an account that is none": [{ SourceAccount: "12" }, "ValidationException", /sourceAccount/],
      "a statement id with a dot": [{ StatementId: "a.b" }, "ValidationException", /statementId/],
    };
    for (const [name, [change, code, message]] of Object.entries(cases)) {
      it(`refuse ${name}`, () => {
        h.function(CODE);
        assert.throws(() => h.lambda.addPermission("f", { ...statement, ...change }), { code, message });
      });
    }

    it("refuse a function that does not exist and a statement id that does", () => {
      assert.throws(() => h.lambda.addPermission("none", statement), { code: "ResourceNotFoundException" });
      h.function(CODE);
      h.lambda.addPermission("f", statement);
      assert.throws(() => h.lambda.addPermission("f", statement), { code: "ResourceConflictException" });
    });

    it("become statements of the function's policy", () => {
      const arn = h.function(CODE);
      h.lambda.addPermission("f", {
        ...statement,
        SourceArn: "arn:aws:events:eu-west-1:000000000000:rule/r",
        SourceAccount: "000000000000",
      });
      const { record } = h.lambda.functions.resolve("f");
      assert.deepEqual(h.lambda.functions.policy(record, undefined).document.Statement, [
        {
          Sid: "s",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "lambda:InvokeFunction",
          Resource: arn,
          Condition: {
            StringEquals: { "aws:SourceAccount": "000000000000" },
            ArnLike: { "aws:SourceArn": "arn:aws:events:eu-west-1:000000000000:rule/r" },
          },
        },
      ]);
    });
  });
});
