import type { FunctionConfigurationInput } from "../../../services/lambda/configuration.ts";
import type { FunctionRecord } from "../../../services/lambda/functions.ts";
import type { Lambda } from "../../../services/lambda/lambda.ts";
import { accountRoot, LATEST } from "../../../services/lambda/names.ts";
import type { Properties, ResourceHandler } from "../../resource.ts";
import { tagsOf } from "../documents.ts";
import {
  block,
  checkProperties,
  flag,
  integer,
  list,
  map,
  oneOf,
  only,
  type Rule,
  type Rules,
  text,
} from "../property-rules.ts";
import { zipOf } from "./archive.ts";
import { invokeArn, responseStreamingInvokeArn } from "./arns.ts";

const anything: Rule = () => [];

const RULES: Rules = {
  architectures: list(oneOf("x86_64", "arm64"), { max: 1 }),
  code: anything,
  deadLetterConfig: block({ targetArn: text({ min: 1 }) }, ["targetArn"]),
  description: text({ max: 256 }),
  environment: block({ variables: map(text()) }),
  ephemeralStorage: block({ size: integer(512, 10_240) }),
  handler: text({ min: 1, max: 128 }),
  kmsKeyArn: text(),
  layers: list(text(), { max: 0 }),
  loggingConfig: block(
    {
      logFormat: oneOf("JSON", "Text"),
      logGroup: text({ min: 1, max: 512 }),
      applicationLogLevel: oneOf("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"),
      systemLogLevel: oneOf("DEBUG", "INFO", "WARN"),
    },
    ["logFormat"],
  ),
  memorySize: integer(128, 10_240),
  name: text({ min: 1, max: 64 }),
  packageType: only("Zip", "runs no container images"),
  publish: flag,
  reservedConcurrentExecutions: integer(-1),
  role: text({ min: 1 }),
  runtime: text({ min: 1 }),
  skipDestroy: flag,
  sourceCodeHash: text(),
  timeout: integer(1, 900),
  tracingConfig: block({ mode: oneOf("Active", "PassThrough") }, ["mode"]),
  useResourceTimeoutForPropagation: flag,
};

/** What Pulumi's AWS provider shows where the program says nothing. */
const DEFAULTS: Properties = {
  architectures: ["x86_64"],
  memorySize: 128,
  packageType: "Zip",
  publish: false,
  reservedConcurrentExecutions: -1,
  skipDestroy: false,
  timeout: 3,
};

/** `aws:lambda/function:Function`. */
export function functionHandler(lambda: Lambda): ResourceHandler {
  const { account, functions } = lambda;

  const reserve = (name: string, inputs: Properties) => {
    const reserved = Number(inputs.reservedConcurrentExecutions);
    if (reserved >= 0) lambda.putFunctionConcurrency(name, reserved);
    else lambda.concurrency.unreserve(name);
  };

  const outputs = (inputs: Properties, record: FunctionRecord): Properties => {
    const { latest, arn } = record;
    const version = inputs.publish === true ? functions.publishVersion(record.name).version : LATEST;
    const { LoggingConfig, EphemeralStorage, TracingConfig } = latest.configuration;
    return {
      ...inputs,
      arn,
      invokeArn: invokeArn(account, arn),
      responseStreamingInvokeArn: responseStreamingInvokeArn(account, arn),
      version,
      qualifiedArn: `${arn}:${version}`,
      qualifiedInvokeArn: invokeArn(account, `${arn}:${version}`),
      codeSha256: latest.codeSha256,
      sourceCodeHash: inputs.sourceCodeHash ?? latest.codeSha256,
      sourceCodeSize: latest.codeSizeBytes,
      lastModified: latest.lastModified,
      ephemeralStorage: { size: EphemeralStorage.Size },
      tracingConfig: { mode: TracingConfig.Mode },
      loggingConfig: {
        logFormat: LoggingConfig.LogFormat,
        logGroup: LoggingConfig.LogGroup,
        applicationLogLevel: LoggingConfig.ApplicationLogLevel ?? "",
        systemLogLevel: LoggingConfig.SystemLogLevel ?? "",
      },
      signingJobArn: "",
      signingProfileVersionArn: "",
    };
  };

  return {
    replaceOn: ["name", "packageType"],
    nameProperty: "name",
    check(inputs, { autoName }) {
      const checked = { ...DEFAULTS, ...inputs, name: inputs.name ?? autoName(64) };
      return {
        inputs: checked,
        failures: checkProperties(checked, RULES, ["role", "code", "handler", "runtime"]),
      };
    },
    async create(inputs) {
      const record = lambda.createFunction(configuration(inputs), await zipOf(inputs.code));
      record.tags = tagsOf(inputs);
      try {
        reserve(record.name, inputs);
      } catch (error) {
        lambda.deleteFunction(record.name);
        throw error;
      }
      return { id: record.name, outputs: outputs(inputs, record) };
    },
    async update(id, inputs) {
      const zip = await zipOf(inputs.code);
      functions.updateConfiguration(configuration(inputs), accountRoot(account));
      reserve(id, inputs);
      functions.require(id).tags = tagsOf(inputs);
      return outputs(inputs, functions.updateCode(id, zip));
    },
    delete(id, olds) {
      if (olds.skipDestroy !== true && functions.find(id) !== undefined) lambda.deleteFunction(id);
    },
    unsettled(inputs, { code, publish }) {
      const codeChanges = hashOf(inputs.code) !== hashOf(code);
      return [
        ...(codeChanges ? ["codeSha256", "sourceCodeHash", "sourceCodeSize", "lastModified"] : []),
        ...(inputs.publish || publish ? ["version", "qualifiedArn", "qualifiedInvokeArn"] : []),
      ];
    },
    read(id, olds) {
      const record = functions.find(id);
      return (
        record && {
          id,
          outputs: outputs(
            {
              ...olds,
              ...settingsOf(record),
              reservedConcurrentExecutions: lambda.concurrency.reserved(id) ?? -1,
            },
            record,
          ),
        }
      );
    },
  };
}

function hashOf(code: unknown): unknown {
  return (code as { readonly hash?: string } | undefined)?.hash;
}

/** The function's settings, however they came about, as properties. */
function settingsOf({ latest, tags }: FunctionRecord): Properties {
  const { configuration } = latest;
  const variables = configuration.Environment.Variables;
  return {
    name: configuration.FunctionName,
    role: configuration.Role,
    runtime: configuration.Runtime,
    handler: configuration.Handler,
    description: configuration.Description === "" ? undefined : configuration.Description,
    timeout: configuration.Timeout,
    memorySize: configuration.MemorySize,
    architectures: configuration.Architectures,
    kmsKeyArn: configuration.KMSKeyArn,
    environment: Object.keys(variables).length === 0 ? undefined : { variables },
    deadLetterConfig: configuration.DeadLetterConfig && {
      targetArn: configuration.DeadLetterConfig.TargetArn,
    },
    tags,
  };
}

/** The function's configuration under the names of Lambda's API, from checked inputs. */
function configuration(inputs: Properties): FunctionConfigurationInput {
  const { environment, loggingConfig, deadLetterConfig, ephemeralStorage, tracingConfig } = inputs as {
    readonly environment?: { readonly variables?: Readonly<Record<string, string>> };
    readonly loggingConfig?: Readonly<Record<string, string | undefined>>;
    readonly deadLetterConfig?: { readonly targetArn: string };
    readonly ephemeralStorage?: { readonly size?: number };
    readonly tracingConfig?: { readonly mode: string };
  };
  return defined({
    FunctionName: String(inputs.name),
    Role: String(inputs.role),
    Runtime: String(inputs.runtime),
    Handler: String(inputs.handler),
    Description: inputs.description as string | undefined,
    Timeout: Number(inputs.timeout),
    MemorySize: Number(inputs.memorySize),
    Architectures: inputs.architectures as string[],
    KMSKeyArn: inputs.kmsKeyArn as string | undefined,
    Environment: { Variables: environment?.variables ?? {} },
    EphemeralStorage: { Size: ephemeralStorage?.size ?? 512 },
    TracingConfig: { Mode: tracingConfig?.mode ?? "PassThrough" },
    DeadLetterConfig: deadLetterConfig && { TargetArn: deadLetterConfig.targetArn },
    LoggingConfig: defined({
      LogFormat: loggingConfig?.logFormat,
      LogGroup: loggingConfig?.logGroup,
      ApplicationLogLevel: loggingConfig?.applicationLogLevel,
      SystemLogLevel: loggingConfig?.systemLogLevel,
    }),
  });
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Without the members that are undefined. */
function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}
