import { AwsError, validationError } from "../../core/errors.ts";
import { requireRuntime } from "../../runtime/runtimes.ts";
import { invalidParameter } from "./names.ts";

export type LogFormat = "JSON" | "Text";

/** A function's configuration, under the names of Lambda's API. */
export interface FunctionConfiguration {
  readonly FunctionName: string;
  readonly Role: string;
  readonly Runtime: string;
  readonly Handler: string;
  readonly Description: string;
  /** Seconds, 1 to 900. */
  readonly Timeout: number;
  /** MB, 128 to 10240. */
  readonly MemorySize: number;
  readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
  readonly Architectures: readonly ["x86_64" | "arm64"];
  readonly TracingConfig: { readonly Mode: "Active" | "PassThrough" };
  readonly LoggingConfig: {
    readonly LogFormat: LogFormat;
    readonly LogGroup: string;
    readonly ApplicationLogLevel?: string;
    readonly SystemLogLevel?: string;
  };
  readonly EphemeralStorage: { readonly Size: number };
  readonly KMSKeyArn?: string;
  readonly DeadLetterConfig?: { readonly TargetArn: string };
}

/** What a caller may leave out takes Lambda's default. */
export type FunctionConfigurationInput = Pick<FunctionConfiguration, "FunctionName" | "Role"> & {
  readonly Runtime?: string;
  readonly Handler?: string;
  readonly Description?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly Architectures?: readonly string[];
  readonly TracingConfig?: { readonly Mode?: string };
  readonly LoggingConfig?: {
    readonly LogFormat?: string;
    readonly LogGroup?: string;
    readonly ApplicationLogLevel?: string;
    readonly SystemLogLevel?: string;
  };
  readonly EphemeralStorage?: { readonly Size: number };
  readonly KMSKeyArn?: string;
  readonly DeadLetterConfig?: { readonly TargetArn?: string };
};

const NAME = /^[a-zA-Z0-9-_]{1,64}$/;
const ROLE_ARN = /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;
const HANDLER = /^\S{1,128}$/;
const APPLICATION_LOG_LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const SYSTEM_LOG_LEVELS = ["DEBUG", "INFO", "WARN"];
const LOG_GROUP = /^[.\-_/#A-Za-z0-9]{1,512}$/;
const MAX_ENVIRONMENT_BYTES = 4096;
const VARIABLE_NAME = /^[a-zA-Z][a-zA-Z0-9_]+$/;

/** "Defined runtime environment variables": the reserved ones. */
const RESERVED_VARIABLES = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_MAX_CONCURRENCY",
  "AWS_LAMBDA_METADATA_API",
  "AWS_LAMBDA_METADATA_TOKEN",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]);

/**
 * Checks a function's configuration and fills in Lambda's defaults (API `CreateFunction`).
 * @throws {AwsError} `ValidationException`, `InvalidParameterValueException`
 */
export function configurationOf(input: FunctionConfigurationInput): FunctionConfiguration {
  const { FunctionName, Role, Runtime, Handler, Description = "", Timeout = 3, MemorySize = 128 } = input;
  matching("functionName", FunctionName, NAME);
  matching("role", Role, ROLE_ARN);
  if (Runtime === undefined || Handler === undefined)
    throw invalidParameter(
      "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    );
  requireRuntime(Runtime);
  matching("handler", Handler, HANDLER);
  if (Description.length > 256)
    throw validationError(
      `Value '${Description}' at 'description' must have length less than or equal to 256.`,
    );
  between("timeout", Timeout, 1, 900);
  between("memorySize", MemorySize, 128, 10_240);
  const storage = input.EphemeralStorage?.Size ?? 512;
  between("ephemeralStorage.size", storage, 512, 10_240);
  const variables = input.Environment?.Variables ?? {};
  checkVariables(variables);
  const [architecture = "x86_64", ...more] = input.Architectures ?? [];
  if (more.length > 0 || (architecture !== "x86_64" && architecture !== "arm64"))
    throw invalidParameter(
      `Architectures takes one of x86_64 and arm64, got ${input.Architectures?.join(", ")}.`,
    );
  const mode = input.TracingConfig?.Mode ?? "PassThrough";
  if (mode !== "Active" && mode !== "PassThrough")
    throw validationError(`Value '${mode}' at 'tracingConfig.mode' must be one of [Active, PassThrough].`);
  const deadLetterArn = input.DeadLetterConfig?.TargetArn;
  return {
    FunctionName,
    Role,
    Runtime,
    Handler,
    Description,
    Timeout,
    MemorySize,
    Environment: { Variables: { ...variables } },
    Architectures: [architecture],
    TracingConfig: { Mode: mode },
    LoggingConfig: loggingConfig(FunctionName, input.LoggingConfig),
    EphemeralStorage: { Size: storage },
    ...(input.KMSKeyArn ? { KMSKeyArn: input.KMSKeyArn } : {}),
    ...(deadLetterArn ? { DeadLetterConfig: { TargetArn: deadLetterArn } } : {}),
  };
}

function loggingConfig(
  functionName: string,
  input: FunctionConfigurationInput["LoggingConfig"] = {},
): FunctionConfiguration["LoggingConfig"] {
  const { LogFormat = "Text", LogGroup = `/aws/lambda/${functionName}` } = input;
  const { ApplicationLogLevel, SystemLogLevel } = input;
  if (LogFormat !== "JSON" && LogFormat !== "Text")
    throw validationError(`Value '${LogFormat}' at 'loggingConfig.logFormat' must be one of [JSON, Text].`);
  matching("loggingConfig.logGroup", LogGroup, LOG_GROUP);
  if (LogFormat === "Text") {
    if (ApplicationLogLevel !== undefined || SystemLogLevel !== undefined) {
      throw invalidParameter(
        `Log levels need the JSON log format: function ${functionName} has LogFormat Text with ApplicationLogLevel ${ApplicationLogLevel ?? "unset"} and SystemLogLevel ${SystemLogLevel ?? "unset"}.`,
      );
    }
    return { LogFormat, LogGroup };
  }
  const application = ApplicationLogLevel ?? "INFO";
  const system = SystemLogLevel ?? "INFO";
  oneOf("loggingConfig.applicationLogLevel", application, APPLICATION_LOG_LEVELS);
  oneOf("loggingConfig.systemLogLevel", system, SYSTEM_LOG_LEVELS);
  return { LogFormat, LogGroup, ApplicationLogLevel: application, SystemLogLevel: system };
}

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  for (const name of Object.keys(variables)) matching("environment.variables", name, VARIABLE_NAME);
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > MAX_ENVIRONMENT_BYTES) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${measured}`,
    );
  }
}

function matching(member: string, value: string, pattern: RegExp): void {
  if (pattern.test(value)) return;
  throw new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source}`,
  );
}

function oneOf(member: string, value: string, values: readonly string[]): void {
  if (values.includes(value)) return;
  throw validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(", ")}]`,
  );
}

function between(member: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const bound = value > most ? `less than or equal to ${most}` : `greater than or equal to ${least}`;
  throw validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have ${Number.isInteger(value) ? `value ${bound}` : "an integer value"}`,
  );
}
