import { schemaName } from "../attributes.ts";
import type { UserPoolClient } from "../model.ts";
import type { UserPool } from "../user-pool.ts";
import { type CognitoParts, type Operations, poolOperation } from "./operation.ts";

export function describeOperations(parts: CognitoParts): Operations {
  return {
    DescribeUserPool: poolOperation("DescribeUserPool", parts, (pool) => ({ UserPool: userPoolType(pool) })),
    DescribeUserPoolClient: poolOperation("DescribeUserPoolClient", parts, (pool, input) => ({
      UserPoolClient: clientType(pool, parts.pools.client(pool.id, input.text("ClientId"))),
    })),
  };
}

function userPoolType(pool: UserPool) {
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

function clientType(pool: UserPool, client: UserPoolClient) {
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
    ReadAttributes: settings.readAttributes,
    WriteAttributes: settings.writeAttributes,
    CreationDate: client.createdAt / 1000,
    LastModifiedDate: client.modifiedAt / 1000,
  };
}
