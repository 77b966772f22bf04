import { createHmac, randomBytes } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { SoftwareToken } from "./model.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

/** A new secret in Base32, as authenticator apps take it. */
export function newSecret(): string {
  return Array.from(randomBytes(52), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join("");
}

/** The code of a time step. Source: RFC 6238, with HMAC-SHA-1, six digits and steps of 30 seconds. */
export function totp(secret: string, timeMs: number): string {
  return codeOf(secret, Math.floor(timeMs / STEP_MS));
}

/**
 * Takes a code, of the time step or of one next to it, once. An app keeps real time when the clock has been advanced,
 * so a code is current if it is by either of them.
 * @throws {AwsError} `CodeMismatchException`, `ExpiredCodeException`
 */
export function takeTotp(token: SoftwareToken, code: string, clock: Clock): void {
  const steps = [clock.now(), clock.now() - clock.offset].flatMap((time) => {
    const step = Math.floor(time / STEP_MS);
    return [step, step - 1, step + 1];
  });
  const step = steps.find((candidate) => codeOf(token.secret, candidate) === code);
  if (step === undefined) {
    throw new AwsError("CodeMismatchException", "Invalid code received for user");
  }
  if (step === token.lastStep) {
    throw new AwsError("ExpiredCodeException", "Your software token has already been used once.");
  }
  token.lastStep = step;
}

function codeOf(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", decoded(secret)).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function decoded(base32: string): Buffer {
  let bits = 0;
  let value = 0;
  const bytes: number[] = [];
  for (const character of base32) {
    value = ((value << 5) | ALPHABET.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
