import type { SrpVerifier } from "./srp.ts";

/** What a user pool is made of, under the names of the Amazon Cognito user pools API reference, in camel case. */

export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly requireLowercase: boolean;
  readonly requireNumbers: boolean;
  readonly requireSymbols: boolean;
  readonly requireUppercase: boolean;
  readonly temporaryPasswordValidityDays: number;
  /** How many earlier passwords may not be used again; 0 for none. */
  readonly passwordHistorySize: number;
}

export interface SchemaAttribute {
  readonly name: string;
  readonly attributeDataType: "String" | "Number" | "Boolean" | "DateTime";
  readonly required: boolean;
  readonly mutable: boolean;
  /** Of a string's length, or of a number. */
  readonly min?: number;
  readonly max?: number;
}

/** The functions that a pool asks or tells, by what happens. */
export interface LambdaConfig {
  readonly preSignUp?: string;
  readonly postConfirmation?: string;
  readonly preAuthentication?: string;
  readonly postAuthentication?: string;
  readonly preTokenGeneration?: string;
  /** The event that `preTokenGeneration` gets; V1_0 where absent. */
  readonly preTokenGenerationVersion?: "V1_0" | "V2_0";
}

export interface UserPoolSettings {
  readonly name: string;
  readonly passwordPolicy: PasswordPolicy;
  readonly mfaConfiguration: "OFF" | "OPTIONAL" | "ON";
  readonly softwareTokenMfa: boolean;
  readonly usernameAttributes: readonly string[];
  readonly aliasAttributes: readonly string[];
  readonly autoVerifiedAttributes: readonly string[];
  /** The attributes that differ from the standard ones, and the custom ones without their `custom:`. */
  readonly schema: readonly SchemaAttribute[];
  /** By priority, best first. */
  readonly recoveryMechanisms: readonly string[];
  readonly allowAdminCreateUserOnly: boolean;
  readonly deletionProtection: "ACTIVE" | "INACTIVE";
  readonly caseSensitive: boolean;
  readonly userPoolTier: "LITE" | "ESSENTIALS" | "PLUS";
  readonly advancedSecurityMode: "OFF" | "AUDIT" | "ENFORCED";
  readonly lambdaConfig: LambdaConfig;
  /** Attributes that keep their old value until the new one is verified. */
  readonly verifyBeforeUpdate: readonly string[];
  /** What mails with a code say, `{####}` in place of the code. */
  readonly emailMessage: string;
  readonly tags: Readonly<Record<string, string>>;
}

export type TokenValidityUnit = "seconds" | "minutes" | "hours" | "days";

export interface ClientSettings {
  readonly name: string;
  readonly explicitAuthFlows: readonly string[];
  readonly generateSecret: boolean;
  readonly accessTokenValidity: number;
  readonly idTokenValidity: number;
  readonly refreshTokenValidity: number;
  readonly tokenValidityUnits: {
    readonly accessToken: TokenValidityUnit;
    readonly idToken: TokenValidityUnit;
    readonly refreshToken: TokenValidityUnit;
  };
  /** Minutes in which a challenge must be answered. */
  readonly authSessionValidity: number;
  readonly preventUserExistenceErrors: "ENABLED" | "LEGACY";
  readonly enableTokenRevocation: boolean;
  /** Seconds in which a refresh token can be used again after it was exchanged for another; absent: it isn't exchanged. */
  readonly refreshTokenRotation?: number;
  readonly readAttributes: readonly string[];
  readonly writeAttributes: readonly string[];
}

export interface UserPoolClient {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  settings: ClientSettings;
  readonly createdAt: number;
  modifiedAt: number;
}

export interface GroupSettings {
  readonly groupName: string;
  readonly description?: string;
  /** The lower, the stronger. */
  readonly precedence?: number;
  readonly roleArn?: string;
}

export interface Group {
  settings: GroupSettings;
  readonly createdAt: number;
  modifiedAt: number;
}

export type UserStatus = "UNCONFIRMED" | "CONFIRMED" | "FORCE_CHANGE_PASSWORD" | "RESET_REQUIRED";

/** What a code is for: a sign-up, a new password, or an attribute. */
export type CodePurpose = "confirm" | "reset" | `verify ${string}`;

export interface SentCode {
  readonly code: string;
  readonly expiresAt: number;
  mismatches: number;
}

/** An authenticator app of a user's. */
export interface SoftwareToken {
  readonly secret: string;
  /** The time step of the code that was taken last: each code counts once. */
  lastStep: number;
}

export interface User {
  readonly username: string;
  readonly sub: string;
  readonly attributes: Map<string, string>;
  readonly groups: Set<string>;
  readonly createdAt: number;
  modifiedAt: number;
  status: UserStatus;
  enabled: boolean;
  verifier: SrpVerifier | undefined;
  earlierVerifiers: readonly SrpVerifier[];
  /** After this a temporary password is no longer accepted. */
  temporaryPasswordUntil: number | undefined;
  readonly codes: Map<CodePurpose, SentCode>;
  /** Values that wait for their verification, by attribute. */
  readonly unverified: Map<string, string>;
  softwareToken: SoftwareToken | undefined;
  /** A secret that was given out and has not been verified yet. */
  newTokenSecret: string | undefined;
  /** Whether sign-in asks for a code of the software token. */
  softwareTokenMfa: boolean;
  /** The code or temporary password that a message carried last. */
  lastSent: string | undefined;
  failedAttempts: number;
  lastFailureAt: number;
  lockedUntil: number;
  /** Tokens without `origin_jti` issued before this second are revoked. */
  signedOutAt: number;
}

/** One sign-in: its refresh token and the access tokens that came of it. */
export interface SignInSession {
  readonly originJti: string;
  readonly refreshToken: string;
  readonly username: string;
  readonly clientId: string;
  /** Milliseconds since the epoch. */
  readonly authTime: number;
  readonly refreshUntil: number;
  revoked: boolean;
  /** Milliseconds since the epoch at which another refresh token took this one's place. */
  rotatedAt?: number;
}
