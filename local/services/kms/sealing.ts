import { decrypt, type EncryptionContext, encrypt, readHeader } from "./cipher.ts";
import type { Key } from "./key.ts";

/** Encrypts with the current material of a key. */
export function seal(key: Key, plaintext: Buffer, context: EncryptionContext): Buffer {
  const { material, generation } = key.current();
  return encrypt({ keyId: key.id, generation }, material, plaintext, context);
}

/** @throws {AwsError} `InvalidCiphertextException` */
export function open(key: Key, ciphertext: Buffer, context: EncryptionContext): Buffer {
  return decrypt(key.material(readHeader(ciphertext).generation), ciphertext, context);
}
