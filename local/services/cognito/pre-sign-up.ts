import type { TriggerOccasion, Triggers } from "./triggers.ts";

export interface PreSignUpAnswer {
  readonly autoConfirm: boolean;
  /** Attributes that count as verified from the start. */
  readonly verified: readonly ("email" | "phone_number")[];
}

/** What a pool's function has to say of a user who is about to be. @throws {AwsError} when it refuses the user. */
export async function askPreSignUp(
  triggers: Triggers,
  occasion: TriggerOccasion & { readonly validationData: Readonly<Record<string, string>> },
): Promise<PreSignUpAnswer> {
  const { user, validationData } = occasion;
  const response = await triggers.call(
    "preSignUp",
    { ...occasion, user: { username: user.username, attributes: user.attributes } },
    {
      request: { validationData },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    },
  );
  const autoConfirm = response?.autoConfirmUser === true;
  const verifies = (attribute: string, flag: unknown) => flag === true && user.attributes.has(attribute);
  return {
    autoConfirm,
    verified: [
      ...(verifies("email", response?.autoVerifyEmail) ? (["email"] as const) : []),
      ...(verifies("phone_number", response?.autoVerifyPhone) ? (["phone_number"] as const) : []),
    ],
  };
}
