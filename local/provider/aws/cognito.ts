import type { Cognito } from "../../services/cognito/cognito.ts";
import { DEFAULT_EMAIL_MESSAGE } from "../../services/cognito/messages.ts";
import type {
  ClientSettings,
  GroupSettings,
  LambdaConfig,
  SchemaAttribute,
  TokenValidityUnit,
  UserPoolClient,
  UserPoolSettings,
} from "../../services/cognito/model.ts";
import {
  AUTH_FLOWS,
  DEFAULT_AUTH_FLOWS,
  DEFAULT_PASSWORD_POLICY,
  DEFAULT_RECOVERY,
  defaultReadAttributes,
  defaultWriteAttributes,
  oneHourIn,
} from "../../services/cognito/settings.ts";
import type { UserPool } from "../../services/cognito/user-pool.ts";
import type { CheckContext, Properties, ProviderModule, ResourceHandler } from "../resource.ts";
import { tagsOf } from "./documents.ts";
import {
  block,
  checkProperties,
  flag,
  integer,
  list,
  oneOf,
  only,
  type Rules,
  text,
} from "./property-rules.ts";

const UNITS = oneOf("seconds", "minutes", "hours", "days");
const NO_HOSTED_SIGN_IN = "has no hosted sign-in";

/** The Pulumi resources of Cognito user pools. */
export function cognitoModule(cognito: Cognito): ProviderModule {
  return {
    resources: {
      "aws:cognito/userPool:UserPool": userPoolHandler(cognito),
      "aws:cognito/userPoolClient:UserPoolClient": clientHandler(cognito),
      "aws:cognito/userGroup:UserGroup": groupHandler(cognito),
    },
  };
}

const functionArn = text({ min: 20, max: 2048 });

const POOL_RULES: Rules = {
  accountRecoverySetting: block({
    recoveryMechanisms: list(
      block(
        { name: oneOf("verified_email", "verified_phone_number", "admin_only"), priority: integer(1, 2) },
        ["name", "priority"],
      ),
      { max: 2 },
    ),
  }),
  adminCreateUserConfig: block({ allowAdminCreateUserOnly: flag }),
  aliasAttributes: list(oneOf("email", "phone_number", "preferred_username")),
  autoVerifiedAttributes: list(oneOf("email", "phone_number")),
  deletionProtection: oneOf("ACTIVE", "INACTIVE"),
  emailConfiguration: block({
    emailSendingAccount: only("COGNITO_DEFAULT", "sends no mail: codes are read from the pool"),
  }),
  lambdaConfig: block({
    preSignUp: functionArn,
    postConfirmation: functionArn,
    preAuthentication: functionArn,
    postAuthentication: functionArn,
    preTokenGeneration: functionArn,
    preTokenGenerationConfig: block({ lambdaArn: functionArn, lambdaVersion: oneOf("V1_0", "V2_0") }, [
      "lambdaArn",
      "lambdaVersion",
    ]),
  }),
  mfaConfiguration: oneOf("OFF", "OPTIONAL", "ON"),
  name: text({ min: 1, max: 128 }),
  passwordPolicy: block({
    minimumLength: integer(6, 99),
    passwordHistorySize: integer(0, 24),
    requireLowercase: flag,
    requireNumbers: flag,
    requireSymbols: flag,
    requireUppercase: flag,
    temporaryPasswordValidityDays: integer(0, 365),
  }),
  schemas: list(
    block(
      {
        attributeDataType: oneOf("String", "Number", "DateTime", "Boolean"),
        developerOnlyAttribute: only(false, "has no developer-only attributes"),
        mutable: flag,
        name: text({ min: 1, max: 20 }),
        numberAttributeConstraints: block({ maxValue: text(), minValue: text() }),
        required: flag,
        stringAttributeConstraints: block({ maxLength: text(), minLength: text() }),
      },
      ["attributeDataType", "name"],
    ),
    { max: 50 },
  ),
  softwareTokenMfaConfiguration: block({ enabled: flag }, ["enabled"]),
  userAttributeUpdateSettings: block({
    attributesRequireVerificationBeforeUpdates: list(oneOf("email", "phone_number")),
  }),
  userPoolAddOns: block({ advancedSecurityMode: oneOf("OFF", "AUDIT", "ENFORCED") }, [
    "advancedSecurityMode",
  ]),
  userPoolTier: oneOf("LITE", "ESSENTIALS", "PLUS"),
  usernameAttributes: list(oneOf("email", "phone_number")),
  usernameConfiguration: block({ caseSensitive: flag }),
  verificationMessageTemplate: block({
    defaultEmailOption: only("CONFIRM_WITH_CODE", "sends no links"),
    emailMessage: text({ min: 6, max: 20_000 }),
    emailSubject: text({ min: 1, max: 140 }),
  }),
};

function userPoolHandler(cognito: Cognito): ResourceHandler {
  const outputs = (inputs: Properties, pool: UserPool): Properties => {
    const { settings } = pool;
    return {
      deletionProtection: settings.deletionProtection,
      mfaConfiguration: settings.mfaConfiguration,
      passwordPolicy: settings.passwordPolicy,
      userPoolTier: settings.userPoolTier,
      usernameConfiguration: { caseSensitive: settings.caseSensitive },
      adminCreateUserConfig: { allowAdminCreateUserOnly: settings.allowAdminCreateUserOnly },
      verificationMessageTemplate: { defaultEmailOption: "CONFIRM_WITH_CODE" },
      ...inputs,
      arn: pool.arn,
      creationDate: new Date(pool.createdAt).toISOString(),
      customDomain: "",
      domain: "",
      endpoint: pool.endpoint,
      estimatedNumberOfUsers: pool.users.size,
      lastModifiedDate: new Date(pool.modifiedAt).toISOString(),
    };
  };
  return {
    replaceOn: ["aliasAttributes", "name", "usernameAttributes", "usernameConfiguration"],
    nameProperty: "name",
    check(inputs, context) {
      const failures = [...checkProperties(inputs, POOL_RULES)];
      const { mfaConfiguration: mfa = "OFF" } = inputs;
      if ((mfa === "OPTIONAL" || mfa === "ON") && inputs.softwareTokenMfaConfiguration === undefined) {
        failures.push({
          property: "mfaConfiguration",
          reason: `${mfa} needs softwareTokenMfaConfiguration, or AWS refuses it`,
        });
      }
      return { inputs: withName(inputs, context), failures };
    },
    create(inputs) {
      const pool = cognito.pools.create(poolSettings(inputs));
      return { id: pool.id, outputs: outputs(inputs, pool) };
    },
    update: (id, inputs) => outputs(inputs, cognito.pools.update(id, poolSettings(inputs))),
    delete: (id) => cognito.pools.delete(id),
    read(id, olds) {
      const pool = cognito.pools.find(id);
      if (pool === undefined) return undefined;
      return { id, outputs: outputs({ ...olds, ...poolProperties(pool.settings) }, pool) };
    },
  };
}

/** A pool's settings, however they came about, as properties. */
function poolProperties(settings: UserPoolSettings): Properties {
  const { name, deletionProtection, mfaConfiguration, passwordPolicy, userPoolTier, tags } = settings;
  const { usernameAttributes, aliasAttributes, autoVerifiedAttributes, advancedSecurityMode } = settings;
  return {
    name,
    deletionProtection,
    mfaConfiguration,
    passwordPolicy,
    userPoolTier,
    tags,
    usernameAttributes: unlessEmpty(usernameAttributes),
    aliasAttributes: unlessEmpty(aliasAttributes),
    autoVerifiedAttributes: unlessEmpty(autoVerifiedAttributes),
    softwareTokenMfaConfiguration: settings.softwareTokenMfa ? { enabled: true } : undefined,
    userPoolAddOns: advancedSecurityMode === "OFF" ? undefined : { advancedSecurityMode },
    accountRecoverySetting: {
      recoveryMechanisms: settings.recoveryMechanisms.map((mechanism, index) => ({
        name: mechanism,
        priority: index + 1,
      })),
    },
  };
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

interface PoolInputs {
  readonly name: string;
  readonly passwordPolicy?: Partial<UserPoolSettings["passwordPolicy"]>;
  readonly mfaConfiguration?: UserPoolSettings["mfaConfiguration"];
  readonly softwareTokenMfaConfiguration?: { readonly enabled: boolean };
  readonly lambdaConfig?: LambdaInputs;
  readonly userAttributeUpdateSettings?: {
    readonly attributesRequireVerificationBeforeUpdates?: readonly string[];
  };
  readonly verificationMessageTemplate?: { readonly emailMessage?: string };
  readonly usernameAttributes?: readonly string[];
  readonly aliasAttributes?: readonly string[];
  readonly autoVerifiedAttributes?: readonly string[];
  readonly schemas?: readonly SchemaInputs[];
  readonly accountRecoverySetting?: {
    readonly recoveryMechanisms?: readonly { readonly name: string; readonly priority: number }[];
  };
  readonly adminCreateUserConfig?: { readonly allowAdminCreateUserOnly?: boolean };
  readonly deletionProtection?: UserPoolSettings["deletionProtection"];
  readonly usernameConfiguration?: { readonly caseSensitive?: boolean };
  readonly userPoolTier?: UserPoolSettings["userPoolTier"];
  readonly userPoolAddOns?: { readonly advancedSecurityMode: UserPoolSettings["advancedSecurityMode"] };
}

interface LambdaInputs extends Omit<LambdaConfig, "preTokenGenerationVersion"> {
  readonly preTokenGenerationConfig?: {
    readonly lambdaArn: string;
    readonly lambdaVersion: "V1_0" | "V2_0";
  };
}

interface SchemaInputs {
  readonly name: string;
  readonly attributeDataType: SchemaAttribute["attributeDataType"];
  readonly required?: boolean;
  readonly mutable?: boolean;
  readonly numberAttributeConstraints?: { readonly minValue?: string; readonly maxValue?: string };
  readonly stringAttributeConstraints?: { readonly minLength?: string; readonly maxLength?: string };
}

function poolSettings(properties: Properties): UserPoolSettings {
  const inputs = properties as unknown as PoolInputs;
  const mechanisms = inputs.accountRecoverySetting?.recoveryMechanisms;
  return {
    name: inputs.name,
    passwordPolicy:
      inputs.passwordPolicy === undefined ? DEFAULT_PASSWORD_POLICY : policyBlock(inputs.passwordPolicy),
    mfaConfiguration: inputs.mfaConfiguration ?? "OFF",
    softwareTokenMfa: inputs.softwareTokenMfaConfiguration?.enabled ?? false,
    usernameAttributes: inputs.usernameAttributes ?? [],
    aliasAttributes: inputs.aliasAttributes ?? [],
    autoVerifiedAttributes: inputs.autoVerifiedAttributes ?? [],
    schema: (inputs.schemas ?? []).map(schemaAttribute),
    recoveryMechanisms:
      mechanisms === undefined
        ? DEFAULT_RECOVERY
        : [...mechanisms].sort((one, other) => one.priority - other.priority).map(({ name }) => name),
    allowAdminCreateUserOnly: inputs.adminCreateUserConfig?.allowAdminCreateUserOnly ?? false,
    deletionProtection: inputs.deletionProtection ?? "INACTIVE",
    caseSensitive: inputs.usernameConfiguration?.caseSensitive ?? true,
    userPoolTier: inputs.userPoolTier ?? "ESSENTIALS",
    advancedSecurityMode: inputs.userPoolAddOns?.advancedSecurityMode ?? "OFF",
    lambdaConfig: lambdaConfig(inputs.lambdaConfig),
    verifyBeforeUpdate: inputs.userAttributeUpdateSettings?.attributesRequireVerificationBeforeUpdates ?? [],
    emailMessage: inputs.verificationMessageTemplate?.emailMessage ?? DEFAULT_EMAIL_MESSAGE,
    tags: tagsOf(properties),
  };
}

function lambdaConfig({ preTokenGenerationConfig, ...functions }: LambdaInputs = {}): LambdaConfig {
  if (preTokenGenerationConfig === undefined) return functions;
  return {
    ...functions,
    preTokenGeneration: preTokenGenerationConfig.lambdaArn,
    preTokenGenerationVersion: preTokenGenerationConfig.lambdaVersion,
  };
}

/** Within a block the provider sends false and 0 for what is left out, and Cognito refuses a minimum length of 0. */
function policyBlock(
  policy: Partial<UserPoolSettings["passwordPolicy"]>,
): UserPoolSettings["passwordPolicy"] {
  return {
    minimumLength: policy.minimumLength ?? 0,
    requireLowercase: policy.requireLowercase ?? false,
    requireNumbers: policy.requireNumbers ?? false,
    requireSymbols: policy.requireSymbols ?? false,
    requireUppercase: policy.requireUppercase ?? false,
    temporaryPasswordValidityDays: policy.temporaryPasswordValidityDays ?? 7,
    passwordHistorySize: policy.passwordHistorySize ?? 0,
  };
}

function schemaAttribute(inputs: SchemaInputs): SchemaAttribute {
  const { numberAttributeConstraints: numbers, stringAttributeConstraints: strings } = inputs;
  const min = numbers?.minValue ?? strings?.minLength;
  const max = numbers?.maxValue ?? strings?.maxLength;
  return {
    name: inputs.name,
    attributeDataType: inputs.attributeDataType,
    required: inputs.required ?? false,
    mutable: inputs.mutable ?? false,
    ...(min !== undefined && { min: Number(min) }),
    ...(max !== undefined && { max: Number(max) }),
  };
}

const CLIENT_RULES: Rules = {
  accessTokenValidity: integer(1),
  allowedOauthFlowsUserPoolClient: only(false, NO_HOSTED_SIGN_IN),
  authSessionValidity: integer(3, 15),
  enableTokenRevocation: flag,
  explicitAuthFlows: list(oneOf(...AUTH_FLOWS)),
  generateSecret: flag,
  idTokenValidity: integer(1),
  name: text({ min: 1, max: 128 }),
  preventUserExistenceErrors: oneOf("ENABLED", "LEGACY"),
  readAttributes: list(text({ min: 1 })),
  refreshTokenRotation: block(
    { feature: oneOf("ENABLED", "DISABLED"), retryGracePeriodSeconds: integer(0, 60) },
    ["feature"],
  ),
  refreshTokenValidity: integer(0),
  supportedIdentityProviders: list(only("COGNITO", "has no federation")),
  tokenValidityUnits: block({ accessToken: UNITS, idToken: UNITS, refreshToken: UNITS }),
  userPoolId: text({ min: 1 }),
  writeAttributes: list(text({ min: 1 })),
};

function clientHandler(cognito: Cognito): ResourceHandler {
  const outputs = (inputs: Properties, { settings, clientSecret }: UserPoolClient): Properties => ({
    ...settings,
    allowedOauthFlows: [],
    allowedOauthFlowsUserPoolClient: false,
    allowedOauthScopes: [],
    callbackUrls: [],
    defaultRedirectUri: "",
    enablePropagateAdditionalUserContextData: false,
    logoutUrls: [],
    supportedIdentityProviders: [],
    ...inputs,
    clientSecret: clientSecret ?? "",
  });
  return {
    replaceOn: ["generateSecret", "userPoolId"],
    nameProperty: "name",
    check: (inputs, context) => ({
      inputs: withName(inputs, context),
      failures: checkProperties(inputs, CLIENT_RULES, ["userPoolId"]),
    }),
    create(inputs) {
      const poolId = String(inputs.userPoolId);
      const client = cognito.pools.createClient(poolId, clientSettings(inputs, cognito.pools.get(poolId)));
      return { id: client.clientId, outputs: outputs(inputs, client) };
    },
    update(id, inputs) {
      const poolId = String(inputs.userPoolId);
      const settings = clientSettings(inputs, cognito.pools.get(poolId));
      return outputs(inputs, cognito.pools.updateClient(poolId, id, settings));
    },
    delete: (id, olds) => {
      cognito.pools.find(String(olds.userPoolId))?.clients.delete(id);
    },
    read(given, known) {
      const { id, userPoolId } = withinPool(given, known);
      const client = cognito.pools.find(userPoolId)?.clients.get(id);
      if (client === undefined) return undefined;
      const { refreshTokenRotation: grace, ...settings } = client.settings;
      const refreshTokenRotation =
        grace === undefined ? undefined : { feature: "ENABLED", retryGracePeriodSeconds: grace };
      return { id, outputs: outputs({ ...known, userPoolId, ...settings, refreshTokenRotation }, client) };
    },
  };
}

interface ClientInputs extends Partial<Omit<ClientSettings, "refreshTokenRotation">> {
  readonly name: string;
  readonly refreshTokenRotation?: {
    readonly feature: "ENABLED" | "DISABLED";
    readonly retryGracePeriodSeconds?: number;
  };
}

function clientSettings(properties: Properties, pool: UserPool): ClientSettings {
  const inputs = properties as unknown as ClientInputs;
  const rotation = inputs.refreshTokenRotation;
  const units = (inputs.tokenValidityUnits ?? {}) as Partial<Record<string, TokenValidityUnit>>;
  return {
    name: inputs.name,
    explicitAuthFlows: inputs.explicitAuthFlows ?? DEFAULT_AUTH_FLOWS,
    generateSecret: inputs.generateSecret ?? false,
    accessTokenValidity: inputs.accessTokenValidity ?? oneHourIn(units.accessToken),
    idTokenValidity: inputs.idTokenValidity ?? oneHourIn(units.idToken),
    refreshTokenValidity: inputs.refreshTokenValidity || 30,
    tokenValidityUnits: {
      accessToken: units.accessToken ?? "hours",
      idToken: units.idToken ?? "hours",
      refreshToken: units.refreshToken ?? "days",
    },
    authSessionValidity: inputs.authSessionValidity ?? 3,
    preventUserExistenceErrors: inputs.preventUserExistenceErrors ?? "LEGACY",
    enableTokenRevocation: inputs.enableTokenRevocation ?? true,
    ...(rotation?.feature === "ENABLED" && { refreshTokenRotation: rotation.retryGracePeriodSeconds ?? 0 }),
    readAttributes: inputs.readAttributes ?? defaultReadAttributes(pool.settings),
    writeAttributes: inputs.writeAttributes ?? defaultWriteAttributes(pool.settings),
  };
}

function groupHandler(cognito: Cognito): ResourceHandler {
  const rules: Rules = {
    description: text({ max: 2048 }),
    name: text({ min: 1, max: 128 }),
    precedence: integer(0),
    roleArn: text({ min: 20, max: 2048 }),
    userPoolId: text({ min: 1 }),
  };
  const settings = ({ userPoolId: _, name, ...rest }: Properties) =>
    ({ ...rest, groupName: String(name) }) as GroupSettings;
  return {
    replaceOn: ["name", "userPoolId"],
    nameProperty: "name",
    check: (inputs, context) => ({
      inputs: withName(inputs, context),
      failures: checkProperties(inputs, rules, ["userPoolId"]),
    }),
    create(inputs) {
      const group = cognito.pools.createGroup(String(inputs.userPoolId), settings(inputs));
      return { id: `${inputs.userPoolId}/${group.settings.groupName}`, outputs: inputs };
    },
    update(_id, inputs) {
      cognito.pools.updateGroup(String(inputs.userPoolId), settings(inputs));
      return inputs;
    },
    delete: (_id, olds) => cognito.pools.deleteGroup(String(olds.userPoolId), String(olds.name)),
    read(id, olds) {
      const { id: name, userPoolId } = withinPool(id, olds);
      const group = cognito.pools.find(userPoolId)?.groups.get(name);
      if (group === undefined) return undefined;
      const { groupName: _, ...now } = group.settings;
      return { id, outputs: { ...olds, userPoolId, name, ...now } };
    },
  };
}

/** What lies in a pool. Of what is imported the id is `POOL/ID`. */
function withinPool(given: string, { userPoolId }: Properties): { id: string; userPoolId: string } {
  const slash = given.indexOf("/");
  if (slash < 0) return { id: given, userPoolId: String(userPoolId) };
  return { id: given.slice(slash + 1), userPoolId: given.slice(0, slash) };
}

function withName(inputs: Properties, context: CheckContext): Properties {
  return { ...inputs, name: inputs.name ?? context.autoName(128) };
}
