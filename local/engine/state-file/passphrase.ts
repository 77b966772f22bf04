import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

const ITERATIONS = 1_000_000;
const KEY_BYTES = 32;
const TAG_BYTES = 16;
/** What an encrypted text of which the salt's owner knows the content is made of. */
const PROBE = "pulumi";

/**
 * The passphrase that the environment names, as Pulumi's CLI finds it; an empty one is one as well.
 * @throws {Error} for a file that is not there.
 */
export function passphraseIn(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const { PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = environment;
  if (passphrase !== undefined) return passphrase;
  if (file === undefined || file === "") return undefined;
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new Error(`PULUMI_CONFIG_PASSPHRASE_FILE names ${file}, which can't be read.`, { cause: error });
  }
}

/** Encrypts as Pulumi's `passphrase` secrets provider does: AES-256-GCM with a key from PBKDF2. */
export class PassphraseCrypter {
  /** `v1:SALT:PROBE`, which the state keeps to find out whether a passphrase is the right one. */
  readonly salt: string;
  readonly #key: Buffer;
  readonly #encrypted = new Map<string, string>();

  private constructor(salt: string, key: Buffer) {
    this.salt = salt;
    this.#key = key;
  }

  static async create(passphrase: string): Promise<PassphraseCrypter> {
    const salt = randomBytes(8);
    const key = await deriveKey(passphrase, salt);
    return new PassphraseCrypter(`v1:${salt.toString("base64")}:${encrypt(key, PROBE)}`, key);
  }

  /** `path`: of the file that has the salt. @throws {Error} when the passphrase is not the one it was made with. */
  static async open(passphrase: string, salt: string, path: string): Promise<PassphraseCrypter> {
    const [version, encoded, ...probe] = salt.split(":");
    if (version !== "v1" || encoded === undefined)
      throw new Error(`The salt of the encrypted values in ${path} is malformed.`);
    const crypter = new PassphraseCrypter(salt, await deriveKey(passphrase, Buffer.from(encoded, "base64")));
    try {
      if (crypter.decrypt(probe.join(":")) === PROBE) return crypter;
    } catch {
      // What can't be decrypted was encrypted with another passphrase, as below.
    }
    throw new Error(
      `incorrect passphrase for ${path}: set PULUMI_CONFIG_PASSPHRASE to the one that it was encrypted with`,
    );
  }

  /** The same text is encrypted once, so that a state changes no more than its content. */
  encrypt(text: string): string {
    const known = this.#encrypted.get(text) ?? encrypt(this.#key, text);
    this.#encrypted.set(text, known);
    return known;
  }

  decrypt(encrypted: string): string {
    const [version, nonce = "", sealed = ""] = encrypted.split(":");
    if (version !== "v1") throw new Error("An encrypted value is malformed.");
    const bytes = Buffer.from(sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", this.#key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(0, -TAG_BYTES)).toString() + decipher.final().toString();
    this.#encrypted.set(text, encrypted);
    return text;
  }
}

const derive = promisify(pbkdf2);

function deriveKey(passphrase: string, salt: Buffer): Promise<Buffer> {
  return derive(passphrase, salt, ITERATIONS, KEY_BYTES, "sha256");
}

/** `v1:NONCE:CIPHERTEXT`, each in base64. */
function encrypt(key: Buffer, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}
