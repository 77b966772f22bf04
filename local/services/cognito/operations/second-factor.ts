import { AwsError } from "../../../core/errors.ts";
import type { Members } from "../../../core/members.ts";
import { invalidParameter } from "../errors.ts";
import type { User } from "../model.ts";
import { newSecret, takeTotp } from "../software-token.ts";
import type { UserPool } from "../user-pool.ts";
import {
  type CognitoParts,
  type Operations,
  poolOperation,
  publicOperation,
  requireUser,
} from "./operation.ts";

/** Authenticator apps, and whether sign-in asks for them. */
export function secondFactorOperations(parts: CognitoParts): Operations {
  const { authentication, clock, pools, tokens } = parts;

  /** The user by an access token, or by the session of a sign-in that asks for a second factor. */
  const subject = async (input: Members): Promise<{ user: User; sessionAfter: () => object }> => {
    const accessToken = input.optionalText("AccessToken");
    const session = input.optionalText("Session");
    if (accessToken !== undefined) {
      const { user, pool } = await tokens.check(accessToken);
      requireOffered(pool);
      return { user, sessionAfter: () => ({}) };
    }
    if (session === undefined) throw invalidParameter("Either AccessToken or Session must be provided.");
    const { user, done } = authentication.settingUp(session);
    return { user, sessionAfter: () => ({ Session: done() }) };
  };

  return {
    AssociateSoftwareToken: publicOperation(async (input) => {
      const { user } = await subject(input);
      user.newTokenSecret = newSecret();
      const session = input.optionalText("Session");
      return { SecretCode: user.newTokenSecret, ...(session !== undefined && { Session: session }) };
    }),

    VerifySoftwareToken: publicOperation(async (input) => {
      const { user, sessionAfter } = await subject(input);
      const secret = user.newTokenSecret;
      if (secret === undefined) throw invalidParameter("User has not associated a software token.");
      const token = { secret, lastStep: 0 };
      try {
        takeTotp(token, input.text("UserCode"), clock);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        throw new AwsError("EnableSoftwareTokenMFAException", "Code mismatch");
      }
      user.softwareToken = token;
      user.newTokenSecret = undefined;
      if (input.optionalText("AccessToken") === undefined) user.softwareTokenMfa = true;
      return { Status: "SUCCESS", ...sessionAfter() };
    }),

    SetUserMFAPreference: publicOperation(async (input) => {
      const { user } = await tokens.check(input.text("AccessToken"));
      setPreference(user, input);
      return {};
    }),

    AdminSetUserMFAPreference: poolOperation("AdminSetUserMFAPreference", parts, (pool, input) => {
      setPreference(requireUser(pool, input), input);
      return {};
    }),

    GetUserPoolMfaConfig: poolOperation("GetUserPoolMfaConfig", parts, (pool) => mfaConfig(pool)),

    SetUserPoolMfaConfig: poolOperation("SetUserPoolMfaConfig", parts, (pool, input) => {
      input.refuse(
        "SetUserPoolMfaConfig",
        "SmsMfaConfiguration",
        "EmailMfaConfiguration",
        "WebAuthnConfiguration",
      );
      const enabled = input.optionalStructure("SoftwareTokenMfaConfiguration")?.optionalBoolean("Enabled");
      const configuration = input.optionalText("MfaConfiguration") ?? pool.settings.mfaConfiguration;
      pools.update(pool.id, {
        ...pool.settings,
        mfaConfiguration: configuration as UserPool["settings"]["mfaConfiguration"],
        softwareTokenMfa: enabled ?? pool.settings.softwareTokenMfa,
      });
      return mfaConfig(pool);
    }),
  };
}

function requireOffered({ settings }: UserPool): void {
  if (settings.mfaConfiguration !== "OFF" && settings.softwareTokenMfa) return;
  throw new AwsError(
    "SoftwareTokenMFANotFoundException",
    "Software Token MFA has not been enabled by the userPool.",
  );
}

function setPreference(user: User, input: Members): void {
  input.refuse("SetUserMFAPreference", "SMSMfaSettings", "EmailMfaSettings", "WebAuthnMfaSettings");
  const settings = input.optionalStructure("SoftwareTokenMfaSettings");
  const enabled = settings?.optionalBoolean("Enabled");
  const preferred = settings?.optionalBoolean("PreferredMfa");
  if (preferred === true && enabled === false)
    throw invalidParameter("Preferred MFA setting can only be set for an enabled MFA setting.");
  if (enabled === true && user.softwareToken === undefined)
    throw invalidParameter("User has not verified software token mfa");
  if (enabled !== undefined) user.softwareTokenMfa = enabled;
}

function mfaConfig({ settings }: UserPool) {
  return {
    SoftwareTokenMfaConfiguration: { Enabled: settings.softwareTokenMfa },
    MfaConfiguration: settings.mfaConfiguration,
  };
}
