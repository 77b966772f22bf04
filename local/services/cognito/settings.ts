import { AwsError } from "../../core/errors.ts";
import { STANDARD_ATTRIBUTES, schemaName, VERIFIED_ATTRIBUTES } from "./attributes.ts";
import { constraint, invalidParameter } from "./errors.ts";
import type {
  ClientSettings,
  GroupSettings,
  PasswordPolicy,
  TokenValidityUnit,
  UserPoolSettings,
} from "./model.ts";

/** Defaults and bounds. Source: Amazon Cognito user pools API Reference, CreateUserPool and CreateUserPoolClient. */

export const DEFAULT_PASSWORD_POLICY: PasswordPolicy = {
  minimumLength: 8,
  requireLowercase: true,
  requireNumbers: true,
  requireSymbols: true,
  requireUppercase: true,
  temporaryPasswordValidityDays: 7,
  passwordHistorySize: 0,
};

export const AUTH_FLOWS = [
  "ALLOW_ADMIN_USER_PASSWORD_AUTH",
  "ALLOW_CUSTOM_AUTH",
  "ALLOW_REFRESH_TOKEN_AUTH",
  "ALLOW_USER_AUTH",
  "ALLOW_USER_PASSWORD_AUTH",
  "ALLOW_USER_SRP_AUTH",
];
export const DEFAULT_AUTH_FLOWS = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"];

/** By priority, best first. */
export const DEFAULT_RECOVERY: readonly string[] = ["verified_phone_number", "verified_email"];

const NAME = /^[\w\s+=,.@-]{1,128}$/;
const GROUP_NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;
const UNIT_SECONDS: Readonly<Record<TokenValidityUnit, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};
const RECOVERY = ["verified_email", "verified_phone_number", "admin_only"];
const FUNCTION_ARN = /^arn:[\w+=/,.@-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/;
const MINUTE = 60;
const DAY = 86_400;
const TEN_YEARS = 3650 * DAY;

export function seconds(validity: number, unit: TokenValidityUnit): number {
  return validity * UNIT_SECONDS[unit];
}

/** What a token lives where the client does not say. */
export function oneHourIn(unit: TokenValidityUnit | undefined): number {
  if (unit === "seconds") return 3600;
  return unit === "minutes" ? 60 : 1;
}

/** @throws {AwsError} `InvalidParameterException`, `FeatureUnavailableInTierException` */
export function checkPoolSettings(settings: UserPoolSettings): void {
  const { name, passwordPolicy: policy, usernameAttributes, aliasAttributes } = settings;
  if (!NAME.test(name))
    throw constraint(name, "poolName", "Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+");
  checkRange("policies.passwordPolicy.minimumLength", policy.minimumLength, 6, 99);
  checkRange(
    "policies.passwordPolicy.temporaryPasswordValidityDays",
    policy.temporaryPasswordValidityDays,
    0,
    365,
  );
  checkRange("policies.passwordPolicy.passwordHistorySize", policy.passwordHistorySize, 0, 24);
  if (usernameAttributes.length > 0 && aliasAttributes.length > 0)
    throw invalidParameter(
      "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.",
    );
  const names = settings.schema.map(schemaName);
  const twice = names.find((candidate, index) => names.indexOf(candidate) < index);
  if (twice !== undefined) throw invalidParameter(`The schema has the attribute ${twice} more than once.`);
  for (const attribute of settings.schema) {
    if (attribute.required && schemaName(attribute) !== attribute.name)
      throw invalidParameter("Required custom attributes are not supported currently.");
    if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,20}$/u.test(attribute.name))
      throw constraint(attribute.name, "schema.name", "Member must have length from 1 to 20");
  }
  const { userPoolTier, advancedSecurityMode } = settings;
  if (advancedSecurityMode !== "OFF" && userPoolTier !== "PLUS") {
    throw new AwsError(
      "FeatureUnavailableInTierException",
      `The following features need to be disabled for the ${userPoolTier} pricing tier configured: Threat Protection (advancedSecurityMode ${advancedSecurityMode} needs PLUS).`,
    );
  }
  checkMfa(settings);
  checkLambdaConfig(settings);
  if (!settings.emailMessage.includes("{####}"))
    throw invalidParameter("The email message must contain {####}, in place of which the code comes.");
  if (policy.passwordHistorySize > 0 && userPoolTier === "LITE") {
    throw new AwsError(
      "FeatureUnavailableInTierException",
      "The following features need to be disabled for the LITE pricing tier configured: Password History.",
    );
  }
}

function checkMfa({ mfaConfiguration, softwareTokenMfa, recoveryMechanisms }: UserPoolSettings): void {
  const unknown = recoveryMechanisms.find((name) => !RECOVERY.includes(name));
  if (unknown !== undefined) {
    throw constraint(
      unknown,
      "accountRecoverySetting.recoveryMechanisms.name",
      `Member must satisfy enum value set: [${RECOVERY.join(", ")}]`,
    );
  }
  if (recoveryMechanisms.includes("admin_only") && recoveryMechanisms.length > 1)
    throw invalidParameter("Invalid account recovery setting: admin_only goes with no other mechanism.");
  if (mfaConfiguration !== "OFF" && !softwareTokenMfa) {
    throw invalidParameter(
      `Invalid MFA configuration given, can't turn on MFA and disable all MFA types: ${mfaConfiguration} needs the software token.`,
    );
  }
}

function checkLambdaConfig({ lambdaConfig, userPoolTier }: UserPoolSettings): void {
  const { preTokenGenerationVersion, ...functions } = lambdaConfig;
  for (const [name, arn] of Object.entries(functions)) {
    if (!FUNCTION_ARN.test(arn))
      throw constraint(
        arn,
        `lambdaConfig.${name}`,
        `Member must satisfy regular expression pattern: ${FUNCTION_ARN.source}`,
      );
  }
  if (preTokenGenerationVersion === "V2_0" && userPoolTier === "LITE") {
    throw new AwsError(
      "FeatureUnavailableInTierException",
      "The following features need to be disabled for the LITE pricing tier configured: Access Token Customization.",
    );
  }
}

/** @throws {AwsError} `InvalidParameterException` */
export function checkClientSettings(settings: ClientSettings): void {
  if (!NAME.test(settings.name))
    throw constraint(
      settings.name,
      "clientName",
      "Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+",
    );
  const unknownFlow = settings.explicitAuthFlows.find((flow) => !AUTH_FLOWS.includes(flow));
  if (unknownFlow !== undefined) {
    throw constraint(
      unknownFlow,
      "explicitAuthFlows",
      `Member must satisfy enum value set: [${AUTH_FLOWS.join(", ")}]`,
    );
  }
  const { tokenValidityUnits: units } = settings;
  const access = checkValidity(
    "accessTokenValidity",
    settings.accessTokenValidity,
    units.accessToken,
    5 * MINUTE,
    DAY,
  );
  const id = checkValidity("idTokenValidity", settings.idTokenValidity, units.idToken, 5 * MINUTE, DAY);
  const refresh = checkValidity(
    "refreshTokenValidity",
    settings.refreshTokenValidity,
    units.refreshToken,
    60 * MINUTE,
    TEN_YEARS,
  );
  if (refresh < access || refresh < id)
    throw invalidParameter(
      "Invalid range for token validity: a refresh token must outlive the other tokens.",
    );
  checkRange("authSessionValidity", settings.authSessionValidity, 3, 15);
  if (settings.refreshTokenRotation !== undefined) {
    checkRange("refreshTokenRotation.retryGracePeriodSeconds", settings.refreshTokenRotation, 0, 60);
    if (settings.explicitAuthFlows.includes("ALLOW_REFRESH_TOKEN_AUTH")) {
      throw invalidParameter(
        "ALLOW_REFRESH_TOKEN_AUTH cannot be used with refresh token rotation: use GetTokensFromRefreshToken.",
      );
    }
  }
  for (const attribute of settings.writeAttributes) {
    if (VERIFIED_ATTRIBUTES.some((verified) => verified === attribute))
      throw invalidParameter(`Invalid write attributes specified while creating a client: ${attribute}`);
  }
}

/** @throws {AwsError} `InvalidParameterException` */
export function checkGroupSettings({ groupName, description, precedence }: GroupSettings): void {
  if (!GROUP_NAME.test(groupName)) {
    throw constraint(
      groupName,
      "groupName",
      "Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+ and have at most 128 characters",
    );
  }
  if (description !== undefined && description.length > 2048)
    throw constraint(description, "description", "Member must have length less than or equal to 2048");
  if (precedence !== undefined && !(Number.isInteger(precedence) && precedence >= 0))
    throw constraint(precedence, "precedence", "Member must have value greater than or equal to 0");
}

/** What a client may read, or write, where its settings don't say. */
export function defaultReadAttributes(settings: UserPoolSettings): readonly string[] {
  return [...STANDARD_ATTRIBUTES, ...VERIFIED_ATTRIBUTES, ...customAttributes(settings)];
}

export function defaultWriteAttributes(settings: UserPoolSettings): readonly string[] {
  return [...STANDARD_ATTRIBUTES, ...customAttributes(settings)];
}

function customAttributes(settings: UserPoolSettings): readonly string[] {
  return settings.schema.map(schemaName).filter((name) => name.startsWith("custom:"));
}

function checkValidity(
  member: string,
  validity: number,
  unit: TokenValidityUnit,
  min: number,
  max: number,
): number {
  const inSeconds = seconds(validity, unit);
  if (!Number.isInteger(validity) || inSeconds < min || inSeconds > max) {
    throw invalidParameter(
      `Invalid range for token validity: ${member} is ${validity} ${unit}, but must be from ${min} to ${max} seconds.`,
    );
  }
  return inSeconds;
}

function checkRange(member: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min)
    throw constraint(value, member, `Member must have value greater than or equal to ${min}`);
  if (value > max) throw constraint(value, member, `Member must have value less than or equal to ${max}`);
}
