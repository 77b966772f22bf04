import { fileURLToPath } from "node:url";
import type { Account } from "../../core/account.ts";
import type { Session } from "../../core/ports.ts";
import type { FunctionVersion } from "./functions.ts";

export interface VariablesOptions {
  readonly account: Account;
  readonly version: FunctionVersion;
  readonly session: Session;
  readonly logStreamName: string;
  readonly temporaryDirectory: string;
  /** Where the AWS SDKs find every service. */
  readonly endpoint: string;
  /** `host:port` of the X-Ray daemon. */
  readonly xrayAddress: string | undefined;
}

const RUNTIME_DIRECTORY = fileURLToPath(new URL("../../runtime/bootstrap", import.meta.url));

/**
 * The environment variables of an execution environment: Lambda's own ("Defined runtime environment variables") and
 * the function's, which may override the ones that Lambda does not reserve. `AWS_LAMBDA_RUNTIME_API` is
 * missing: there is no such server here.
 */
export function environmentVariables({
  account,
  version,
  session,
  logStreamName,
  temporaryDirectory,
  endpoint,
  xrayAddress,
}: VariablesOptions): Record<string, string> {
  const { configuration } = version;
  const { LogFormat, LogGroup, ApplicationLogLevel } = configuration.LoggingConfig;
  return {
    PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    TMPDIR: temporaryDirectory,
    AWS_ENDPOINT_URL: endpoint,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    ...(xrayAddress === undefined ? {} : { AWS_XRAY_DAEMON_ADDRESS: xrayAddress }),
    ...configuration.Environment.Variables,
    _HANDLER: configuration.Handler,
    LAMBDA_TASK_ROOT: version.codeDirectory,
    LAMBDA_RUNTIME_DIR: RUNTIME_DIRECTORY,
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.FunctionName,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: LogGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_LAMBDA_LOG_FORMAT: LogFormat,
    ...(ApplicationLogLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: ApplicationLogLevel }),
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
  };
}
