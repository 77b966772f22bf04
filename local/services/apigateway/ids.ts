import { identityText } from "../../core/identity.ts";
import { randomHex } from "../../core/random.ts";

const LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** An identifier as API Gateway hands them out, for example `a1b2c3d4e5`. */
export function newId(length = 7): string {
  return identityText(LETTERS_AND_DIGITS, length);
}

/** A request id as HTTP APIs write it, for example `JKJaXmPLvHcESHA=`. */
export function newRequestId(): string {
  return Buffer.from(randomHex(11), "hex").toString("base64url").padEnd(16, "=");
}
