import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { PassphraseCrypter } from "../state-file/passphrase.ts";
import { isObject, type PropertyMap } from "../wire.ts";

/**
 * The configuration in `Pulumi.STACK.yaml`, where there is one, with what is encrypted as `{ secret: … }`.
 * @throws {Error} for a file that is malformed, and without the passphrase that it was encrypted with.
 */
export async function stackConfig(
  directory: string,
  stack: string,
  passphrase: string | undefined,
): Promise<PropertyMap> {
  const path = join(directory, `Pulumi.${stack}.yaml`);
  if (!existsSync(path)) return {};
  const settings: unknown = parse(await readFile(path, "utf8"));
  if (!isObject(settings)) return {};
  refuseUnsupported(path, settings);
  const { config = {}, encryptionsalt: salt } = settings;
  if (!isObject(config)) throw new Error(`config in ${path} must be a map.`);
  if (!Object.values(config).some(isEncrypted)) return config;
  if (typeof salt !== "string")
    throw new Error(`${path} has encrypted values, but no encryptionsalt to decrypt them with.`);
  if (passphrase === undefined)
    throw new Error(`${path} has encrypted values: set PULUMI_CONFIG_PASSPHRASE to its passphrase.`);
  const crypter = await PassphraseCrypter.open(passphrase, salt, path);
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      isEncrypted(value) ? { secret: decrypted(value, crypter) } : value,
    ]),
  );
}

function refuseUnsupported(path: string, { environment, secretsprovider }: PropertyMap): void {
  if (environment !== undefined)
    throw new Error(`${path} imports a Pulumi ESC environment, which can't be opened offline.`);
  if (secretsprovider !== undefined && !["passphrase", "default", ""].includes(String(secretsprovider)))
    throw new Error(
      `${path} has the secrets provider "${secretsprovider}", which this engine does not support: it knows "passphrase".`,
    );
}

function isSecure(value: unknown): value is { readonly secure: string } {
  return isObject(value) && Object.keys(value).length === 1 && typeof value.secure === "string";
}

/** Is there something encrypted in the value? */
function isEncrypted(value: unknown): boolean {
  if (isSecure(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(isEncrypted);
}

function decrypted(value: unknown, crypter: PassphraseCrypter): unknown {
  if (isSecure(value)) return crypter.decrypt(value.secure);
  if (Array.isArray(value)) return value.map((element) => decrypted(element, crypter));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [key, decrypted(element, crypter)]),
  );
}
