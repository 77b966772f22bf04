import type { Principal } from "../../../core/access.ts";
import { latest, type Parameter, type ParameterVersion } from "../parameter.ts";
import type { Ssm } from "../ssm.ts";

/** A version with its value, which is decrypted in the name of the caller if it asks for that. */
export function parameterOf(
  { secureStrings }: Ssm,
  principal: Principal,
  parameter: Parameter,
  version: ParameterVersion,
  withDecryption: boolean,
  selector?: string,
): object {
  return {
    Name: parameter.name,
    Type: version.type,
    Value: shownValue(secureStrings, principal, parameter, version, withDecryption),
    Version: version.version,
    ...(selector !== undefined && { Selector: `:${selector}` }),
    LastModifiedDate: version.modifiedAt / 1000,
    ARN: parameter.arn,
    DataType: version.dataType,
  };
}

/** What `DescribeParameters` tells: all but the value. */
export function metadataOf(parameter: Parameter): object {
  return { Name: parameter.name, ARN: parameter.arn, ...settingsOf(latest(parameter)) };
}

export function historyOf(
  { secureStrings }: Ssm,
  principal: Principal,
  parameter: Parameter,
  version: ParameterVersion,
  withDecryption: boolean,
): object {
  return {
    Name: parameter.name,
    ...settingsOf(version),
    Value: shownValue(secureStrings, principal, parameter, version, withDecryption),
    Labels: version.labels,
  };
}

function settingsOf(version: ParameterVersion): object {
  const { keyId, description, allowedPattern } = version;
  return {
    Type: version.type,
    ...(keyId !== undefined && { KeyId: keyId }),
    LastModifiedDate: version.modifiedAt / 1000,
    LastModifiedUser: version.modifiedBy,
    ...(description !== undefined && { Description: description }),
    ...(allowedPattern !== undefined && { AllowedPattern: allowedPattern }),
    Version: version.version,
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  };
}

function shownValue(
  secureStrings: Ssm["secureStrings"],
  principal: Principal,
  parameter: Parameter,
  version: ParameterVersion,
  withDecryption: boolean,
): string {
  if (version.type !== "SecureString" || !withDecryption) return version.value;
  return secureStrings.decrypt(principal, parameter, version);
}
