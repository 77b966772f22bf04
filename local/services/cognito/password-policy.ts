import { randomInt } from "node:crypto";
import { constraint, invalidPassword } from "./errors.ts";
import type { PasswordPolicy } from "./model.ts";

const SYMBOLS = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+=";
const MAX_LENGTH = 256;

/**
 * `opening` is how the operation begins its refusal: Cognito says `did not conform with` or `does not conform to`.
 * Source: Amazon Cognito Developer Guide, "Passwords, account recovery, and password policies".
 * @throws {AwsError} `InvalidPasswordException`, `InvalidParameterException`
 */
export function checkPassword(
  policy: PasswordPolicy,
  password: string,
  opening: "Password did not conform with policy" | "Password does not conform to policy",
): void {
  if (password === "" || password.length > MAX_LENGTH || password.trim() !== password) {
    throw constraint(
      "***",
      "password",
      "Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$ and have at most 256 characters",
    );
  }
  const rules: readonly (readonly [broken: boolean, text: string])[] = [
    [password.length < policy.minimumLength, "Password not long enough"],
    [policy.requireUppercase && !/[A-Z]/.test(password), "Password must have uppercase characters"],
    [policy.requireLowercase && !/[a-z]/.test(password), "Password must have lowercase characters"],
    [policy.requireNumbers && !/[0-9]/.test(password), "Password must have numeric characters"],
    [
      policy.requireSymbols &&
        ![...password].some((character) => SYMBOLS.includes(character) || character === " "),
      "Password must have symbol characters",
    ],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  if (broken !== undefined) throw invalidPassword(`${opening}: ${broken[1]}`);
}

/** A temporary password that any policy accepts. */
export function randomPassword(policy: PasswordPolicy): string {
  const sets = ["ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "!#%+=?@_"];
  const length = Math.max(16, policy.minimumLength);
  return Array.from({ length }, (_, index) => {
    const set = sets[index % sets.length] ?? "";
    return set.charAt(randomInt(set.length));
  }).join("");
}
