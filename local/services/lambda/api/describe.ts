import type { Principal } from "../../../core/access.ts";
import { AwsError } from "../../../core/errors.ts";
import type { Keys } from "../../../core/ports.ts";
import type { FunctionConfiguration } from "../configuration.ts";
import type { CurrentAlias, FunctionRecord, FunctionVersion } from "../functions.ts";

/** A function's configuration as its API shows it. `arn` has the qualifier that was asked for. */
export function describeFunction(
  { configuration, ...version }: FunctionVersion,
  arn: string,
  environment: object,
): object {
  const { DeadLetterConfig, KMSKeyArn, LoggingConfig } = configuration;
  return {
    FunctionName: configuration.FunctionName,
    FunctionArn: arn,
    Runtime: configuration.Runtime,
    Role: configuration.Role,
    Handler: configuration.Handler,
    CodeSize: version.codeSizeBytes,
    Description: configuration.Description,
    Timeout: configuration.Timeout,
    MemorySize: configuration.MemorySize,
    LastModified: version.lastModified,
    CodeSha256: version.codeSha256,
    Version: version.version,
    ...environment,
    ...(KMSKeyArn === undefined ? {} : { KMSKeyArn }),
    ...(DeadLetterConfig === undefined ? {} : { DeadLetterConfig }),
    TracingConfig: configuration.TracingConfig,
    RevisionId: version.revisionId,
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: configuration.Architectures,
    EphemeralStorage: configuration.EphemeralStorage,
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig,
  };
}

/** The variables, if the caller may decrypt them; else what AWS says instead. A function without any has no member. */
export function describeEnvironment(
  keys: Keys,
  caller: Principal,
  functionArn: string,
  { Environment, KMSKeyArn }: FunctionConfiguration,
): object {
  if (Object.keys(Environment.Variables).length === 0) return {};
  if (KMSKeyArn === undefined) return { Environment };
  try {
    keys.use(caller, {
      key: KMSKeyArn,
      action: "kms:Decrypt",
      via: "lambda",
      encryptionContext: { "aws:lambda:FunctionArn": functionArn },
    });
    return { Environment };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const Message = `Lambda was unable to decrypt your environment variables because the KMS access was denied. Please check your KMS permissions. KMS Exception: ${error.code}. KMS Message: ${error.message}`;
    return { Environment: { Error: { ErrorCode: error.code, Message } } };
  }
}

export function describeAlias(
  record: FunctionRecord,
  { name, functionVersion, description, revisionId, additional }: CurrentAlias,
): object {
  return {
    AliasArn: `${record.arn}:${name}`,
    Name: name,
    FunctionVersion: functionVersion,
    Description: description,
    RevisionId: revisionId,
    ...(additional === undefined
      ? {}
      : { RoutingConfig: { AdditionalVersionWeights: { [additional.version]: additional.weight } } }),
  };
}
