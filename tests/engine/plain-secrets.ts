import type { ExportedResource } from "../kit/pulumi.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** What is called so holds what nobody may read, or nothing. */
const SECRET_NAMES = /(secret|password|passphrase|privatekey)$/i;

/**
 * Where a state holds a secret that anybody can read: the plain form of one that is encrypted elsewhere in it, and what
 * by its name is one. `encrypted` is the state as it is kept, `decrypted` the same with its secrets shown.
 */
export function plainSecrets(
  encrypted: readonly ExportedResource[],
  decrypted: readonly ExportedResource[],
): readonly string[] {
  const secrets = new Set<string>();
  visit(decrypted, "", (value) => {
    const plaintext = (value as { readonly plaintext?: string }).plaintext;
    if (plaintext !== undefined) secrets.add(String(JSON.parse(plaintext)));
  });
  secrets.delete("");
  const found: string[] = [];
  visit(encrypted, "", (value, path) => {
    if (typeof value !== "string" || value === "") return;
    const name = path.split(".").at(-1) ?? "";
    if (secrets.has(value) || SECRET_NAMES.test(name)) found.push(path);
  });
  return found;
}

/** Visits what is not encrypted: strings, and secrets as a whole. */
function visit(value: unknown, path: string, see: (value: unknown, path: string) => void): void {
  if (typeof value === "string" || isSecret(value)) see(value, path);
  else if (typeof value === "object" && value !== null)
    for (const [key, element] of Object.entries(value)) visit(element, `${path}.${key}`, see);
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && (value as Record<string, unknown> | null)?.[SIGNATURE] === SECRET;
}
