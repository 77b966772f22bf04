import type { Members } from "../../../core/members.ts";
import { requireTags } from "../../../core/tags.ts";
import { constraint, invalidParameter } from "../errors.ts";
import { DEFAULT_EMAIL_MESSAGE } from "../messages.ts";
import type { LambdaConfig, PasswordPolicy, SchemaAttribute, UserPoolSettings } from "../model.ts";
import { DEFAULT_PASSWORD_POLICY, DEFAULT_RECOVERY } from "../settings.ts";

/** What the local cloud has no behaviour for, and so does not take. */
const ABSENT = [
  "DeviceConfiguration",
  "SmsConfiguration",
  "SmsAuthenticationMessage",
  "SmsVerificationMessage",
  "EmailVerificationSubject",
];
const FUNCTIONS: Readonly<Record<string, Exclude<keyof LambdaConfig, "preTokenGenerationVersion">>> = {
  PreSignUp: "preSignUp",
  PostConfirmation: "postConfirmation",
  PreAuthentication: "preAuthentication",
  PostAuthentication: "postAuthentication",
  PreTokenGeneration: "preTokenGeneration",
};
const OTHER_FUNCTIONS = [
  "CustomMessage",
  "CustomEmailSender",
  "CustomSMSSender",
  "CreateAuthChallenge",
  "DefineAuthChallenge",
  "VerifyAuthChallengeResponse",
  "UserMigration",
  "KMSKeyID",
  "InboundFederation",
];
const TYPES = ["Boolean", "DateTime", "Number", "String"];

/** The members that a pool is made and changed with. Absent ones have their defaults, at a change too, as on AWS. */
export function poolSettings(
  operation: string,
  input: Members,
  name: string,
): Omit<UserPoolSettings, FixedSetting> {
  refuseAbsent(operation, input);
  const template = input.optionalStructure("VerificationMessageTemplate");
  const recovery = input.optionalStructure("AccountRecoverySetting");
  return {
    name,
    passwordPolicy: passwordPolicy(input.optionalStructure("Policies")?.optionalStructure("PasswordPolicy")),
    mfaConfiguration: chosen(input, "MfaConfiguration", ["OFF", "ON", "OPTIONAL"], "OFF"),
    softwareTokenMfa: false,
    autoVerifiedAttributes: addresses(input, "AutoVerifiedAttributes"),
    recoveryMechanisms: recovery === undefined ? DEFAULT_RECOVERY : mechanisms(recovery),
    allowAdminCreateUserOnly:
      input.optionalStructure("AdminCreateUserConfig")?.optionalBoolean("AllowAdminCreateUserOnly") ?? false,
    deletionProtection: chosen(input, "DeletionProtection", ["ACTIVE", "INACTIVE"], "INACTIVE"),
    userPoolTier: chosen(input, "UserPoolTier", ["LITE", "ESSENTIALS", "PLUS"], "ESSENTIALS"),
    advancedSecurityMode: advancedSecurity(input),
    lambdaConfig: lambdaConfig(input.optionalStructure("LambdaConfig")),
    verifyBeforeUpdate: verifyBeforeUpdate(input.optionalStructure("UserAttributeUpdateSettings")),
    emailMessage:
      template?.optionalText("EmailMessage") ??
      input.optionalText("EmailVerificationMessage") ??
      DEFAULT_EMAIL_MESSAGE,
    tags: requireTags(input.optionalTextMap("UserPoolTags") ?? {}, invalidParameter),
  };
}

/** @throws {AwsError} for what a pool would ask of the local cloud in vain. */
function refuseAbsent(operation: string, input: Members): void {
  input.refuse(operation, ...ABSENT);
  input.optionalStructure("Policies")?.refuse("Policies", "SignInPolicy");
  input.optionalStructure("AdminCreateUserConfig")?.refuse("AdminCreateUserConfig", "InviteMessageTemplate");
  const template = input.optionalStructure("VerificationMessageTemplate");
  template?.refuse("VerificationMessageTemplate", "EmailMessageByLink", "EmailSubjectByLink", "SmsMessage");
  if (template?.optionalText("DefaultEmailOption") === "CONFIRM_WITH_LINK")
    throw invalidParameter("The local cloud sends codes only: use the DefaultEmailOption CONFIRM_WITH_CODE.");
  const email = input.optionalStructure("EmailConfiguration");
  if (email?.optionalText("EmailSendingAccount") === "DEVELOPER")
    throw invalidParameter("The local cloud sends no mail: use the EmailSendingAccount COGNITO_DEFAULT.");
}

/** What a pool keeps from its creation on. */
export type FixedSetting = "usernameAttributes" | "aliasAttributes" | "schema" | "caseSensitive";

export function fixedSettings(input: Members): Pick<UserPoolSettings, FixedSetting> {
  return {
    usernameAttributes: addresses(input, "UsernameAttributes"),
    aliasAttributes: input.optionalTexts("AliasAttributes") ?? [],
    schema: input.value("Schema") === undefined ? [] : input.structures("Schema").map(schemaAttribute),
    caseSensitive: input.optionalStructure("UsernameConfiguration")?.optionalBoolean("CaseSensitive") ?? true,
  };
}

export function schemaAttribute(input: Members): SchemaAttribute {
  input.refuse("SchemaAttributeType", "DeveloperOnlyAttribute");
  const numbers = input.optionalStructure("NumberAttributeConstraints");
  const strings = input.optionalStructure("StringAttributeConstraints");
  const min = numbers?.optionalNumber("MinValue") ?? strings?.optionalNumber("MinLength");
  const max = numbers?.optionalNumber("MaxValue") ?? strings?.optionalNumber("MaxLength");
  const type = input.optionalText("AttributeDataType") ?? "String";
  if (!TYPES.includes(type))
    throw constraint(
      type,
      "schema.attributeDataType",
      `Member must satisfy enum value set: [${TYPES.join(", ")}]`,
    );
  return {
    name: input.text("Name"),
    attributeDataType: type as SchemaAttribute["attributeDataType"],
    required: input.optionalBoolean("Required") ?? false,
    mutable: input.optionalBoolean("Mutable") ?? true,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  };
}

function passwordPolicy(input: Members | undefined): PasswordPolicy {
  if (input === undefined) return DEFAULT_PASSWORD_POLICY;
  return {
    minimumLength: input.optionalInteger("MinimumLength") ?? DEFAULT_PASSWORD_POLICY.minimumLength,
    requireLowercase: input.optionalBoolean("RequireLowercase") ?? false,
    requireNumbers: input.optionalBoolean("RequireNumbers") ?? false,
    requireSymbols: input.optionalBoolean("RequireSymbols") ?? false,
    requireUppercase: input.optionalBoolean("RequireUppercase") ?? false,
    temporaryPasswordValidityDays:
      input.optionalInteger("TemporaryPasswordValidityDays") ??
      DEFAULT_PASSWORD_POLICY.temporaryPasswordValidityDays,
    passwordHistorySize: input.optionalInteger("PasswordHistorySize") ?? 0,
  };
}

function lambdaConfig(input: Members | undefined): LambdaConfig {
  if (input === undefined) return {};
  input.refuse("LambdaConfig", ...OTHER_FUNCTIONS);
  const given = Object.entries(FUNCTIONS).flatMap(([member, name]) => {
    const arn = input.optionalText(member);
    return arn === undefined ? [] : [[name, arn]];
  });
  const generation = input.optionalStructure("PreTokenGenerationConfig");
  const version = generation?.text("LambdaVersion");
  if (version !== undefined && version !== "V1_0" && version !== "V2_0")
    throw invalidParameter(
      `The local cloud does not have the PreTokenGeneration version ${version}: use V1_0 or V2_0.`,
    );
  return {
    ...Object.fromEntries(given),
    ...(generation &&
      version && {
        preTokenGeneration: generation.text("LambdaArn"),
        preTokenGenerationVersion: version,
      }),
  };
}

function mechanisms(input: Members): readonly string[] {
  return input
    .structures("RecoveryMechanisms")
    .map((mechanism) => ({ name: mechanism.text("Name"), priority: mechanism.integer("Priority") }))
    .sort((one, other) => one.priority - other.priority)
    .map(({ name }) => name);
}

function verifyBeforeUpdate(input: Members | undefined): readonly string[] {
  return input === undefined ? [] : addresses(input, "AttributesRequireVerificationBeforeUpdate");
}

function addresses(input: Members, member: string): readonly string[] {
  const given = input.optionalTexts(member) ?? [];
  const other = given.find((name) => name !== "email" && name !== "phone_number");
  if (other === undefined) return given;
  throw constraint(
    other,
    `${member.charAt(0).toLowerCase()}${member.slice(1)}`,
    "Member must satisfy enum value set: [phone_number, email]",
  );
}

function advancedSecurity(input: Members): UserPoolSettings["advancedSecurityMode"] {
  const addOns = input.optionalStructure("UserPoolAddOns");
  return addOns === undefined
    ? "OFF"
    : chosen(addOns, "AdvancedSecurityMode", ["OFF", "AUDIT", "ENFORCED"], "OFF");
}

function chosen<Choice extends string>(
  input: Members,
  member: string,
  choices: readonly Choice[],
  otherwise: Choice,
): Choice {
  const given = input.optionalText(member);
  if (given === undefined) return otherwise;
  const choice = choices.find((candidate) => candidate === given);
  if (choice !== undefined) return choice;
  throw constraint(
    given,
    `${member.charAt(0).toLowerCase()}${member.slice(1)}`,
    `Member must satisfy enum value set: [${choices.join(", ")}]`,
  );
}
