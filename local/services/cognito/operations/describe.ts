import { schemaName } from "../attributes.ts";
import type { LambdaConfig, UserPoolClient } from "../model.ts";
import type { UserPool } from "../user-pool.ts";

export function userPoolType(pool: UserPool) {
  const { settings } = pool;
  const policy = settings.passwordPolicy;
  return {
    Id: pool.id,
    Arn: pool.arn,
    Name: settings.name,
    Policies: {
      PasswordPolicy: {
        MinimumLength: policy.minimumLength,
        RequireUppercase: policy.requireUppercase,
        RequireLowercase: policy.requireLowercase,
        RequireNumbers: policy.requireNumbers,
        RequireSymbols: policy.requireSymbols,
        TemporaryPasswordValidityDays: policy.temporaryPasswordValidityDays,
        ...(policy.passwordHistorySize > 0 && { PasswordHistorySize: policy.passwordHistorySize }),
      },
    },
    DeletionProtection: settings.deletionProtection,
    SchemaAttributes: settings.schema.map((attribute) => ({
      Name: schemaName(attribute),
      AttributeDataType: attribute.attributeDataType,
      Mutable: attribute.mutable,
      Required: attribute.required,
    })),
    AutoVerifiedAttributes: settings.autoVerifiedAttributes,
    AliasAttributes: settings.aliasAttributes,
    UsernameAttributes: settings.usernameAttributes,
    UsernameConfiguration: { CaseSensitive: settings.caseSensitive },
    LambdaConfig: lambdaConfigType(settings.lambdaConfig),
    UserAttributeUpdateSettings: {
      AttributesRequireVerificationBeforeUpdate: settings.verifyBeforeUpdate,
    },
    VerificationMessageTemplate: {
      DefaultEmailOption: "CONFIRM_WITH_CODE",
      EmailMessage: settings.emailMessage,
    },
    UserPoolTags: settings.tags,
    MfaConfiguration: settings.mfaConfiguration,
    UserPoolTier: settings.userPoolTier,
    UserPoolAddOns: { AdvancedSecurityMode: settings.advancedSecurityMode },
    AccountRecoverySetting: {
      RecoveryMechanisms: settings.recoveryMechanisms.map((Name, index) => ({ Name, Priority: index + 1 })),
    },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: settings.allowAdminCreateUserOnly },
    EstimatedNumberOfUsers: pool.users.size,
    CreationDate: pool.createdAt / 1000,
    LastModifiedDate: pool.modifiedAt / 1000,
  };
}

export function lambdaConfigType(config: LambdaConfig) {
  const { preTokenGenerationVersion: version, ...functions } = config;
  const named = Object.entries(functions).map(([name, arn]) => [
    `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    arn,
  ]);
  return {
    ...Object.fromEntries(named),
    ...(version !== undefined && {
      PreTokenGenerationConfig: { LambdaVersion: version, LambdaArn: config.preTokenGeneration },
    }),
  };
}

export function clientType(pool: UserPool, client: UserPoolClient) {
  const { settings } = client;
  return {
    UserPoolId: pool.id,
    ClientId: client.clientId,
    ClientName: settings.name,
    ...(client.clientSecret !== undefined && { ClientSecret: client.clientSecret }),
    ExplicitAuthFlows: settings.explicitAuthFlows,
    AccessTokenValidity: settings.accessTokenValidity,
    IdTokenValidity: settings.idTokenValidity,
    RefreshTokenValidity: settings.refreshTokenValidity,
    TokenValidityUnits: {
      AccessToken: settings.tokenValidityUnits.accessToken,
      IdToken: settings.tokenValidityUnits.idToken,
      RefreshToken: settings.tokenValidityUnits.refreshToken,
    },
    AuthSessionValidity: settings.authSessionValidity,
    PreventUserExistenceErrors: settings.preventUserExistenceErrors,
    EnableTokenRevocation: settings.enableTokenRevocation,
    ...(settings.refreshTokenRotation !== undefined && {
      RefreshTokenRotation: {
        Feature: "ENABLED",
        RetryGracePeriodSeconds: settings.refreshTokenRotation,
      },
    }),
    ReadAttributes: settings.readAttributes,
    WriteAttributes: settings.writeAttributes,
    CreationDate: client.createdAt / 1000,
    LastModifiedDate: client.modifiedAt / 1000,
  };
}
