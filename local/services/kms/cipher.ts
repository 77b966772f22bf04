import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AwsError } from "../../core/errors.ts";

export type EncryptionContext = Readonly<Record<string, string>>;

/** What a ciphertext says about itself without being decrypted. */
export interface CiphertextHeader {
  readonly keyId: string;
  /** Which of the key's generations of material it was encrypted with, from 0. */
  readonly generation: number;
}

const VERSION = 1;
const KEY_ID_AT = 1;
const GENERATION_AT = 17;
const IV_AT = 21;
const IV_BYTES = 12;
const TAG_AT = IV_AT + IV_BYTES;
const TAG_BYTES = 16;
const BODY_AT = TAG_AT + TAG_BYTES;

/**
 * Encrypts with AES-256-GCM. The encryption context is authenticated and not stored.
 * Layout: version (1 byte), key id (16), generation (4), IV (12), tag (16), ciphertext.
 */
export function encrypt(
  header: CiphertextHeader,
  material: Buffer,
  plaintext: Buffer,
  context: EncryptionContext,
): Buffer {
  const start = Buffer.alloc(IV_AT);
  start[0] = VERSION;
  start.write(header.keyId.replaceAll("-", ""), KEY_ID_AT, "hex");
  start.writeUInt32BE(header.generation, GENERATION_AT);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", material, iv);
  cipher.setAAD(Buffer.concat([start, canonicalContext(context)]));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([start, iv, cipher.getAuthTag(), body]);
}

/** @throws {AwsError} `InvalidCiphertextException` for what no key of the local cloud has made. */
export function readHeader(ciphertext: Buffer): CiphertextHeader {
  if (ciphertext.length < BODY_AT || ciphertext[0] !== VERSION) throw invalidCiphertext();
  const hex = ciphertext.toString("hex", KEY_ID_AT, GENERATION_AT);
  return {
    keyId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
    generation: ciphertext.readUInt32BE(GENERATION_AT),
  };
}

/** @throws {AwsError} `InvalidCiphertextException` when ciphertext, context or key do not belong together. */
export function decrypt(
  material: Buffer | undefined,
  ciphertext: Buffer,
  context: EncryptionContext,
): Buffer {
  if (material === undefined) throw invalidCiphertext();
  const decipher = createDecipheriv("aes-256-gcm", material, ciphertext.subarray(IV_AT, TAG_AT));
  decipher.setAAD(Buffer.concat([ciphertext.subarray(0, IV_AT), canonicalContext(context)]));
  decipher.setAuthTag(ciphertext.subarray(TAG_AT, BODY_AT));
  try {
    return Buffer.concat([decipher.update(ciphertext.subarray(BODY_AT)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

/** The order of an encryption context's pairs does not matter. */
function canonicalContext(context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(pairs));
}

function invalidCiphertext(): AwsError {
  return new AwsError(
    "InvalidCiphertextException",
    "The ciphertext refers to a key, material or encryption context that does not match.",
  );
}
