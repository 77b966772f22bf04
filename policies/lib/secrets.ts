/** What only a secret looks like, by what it is. */
const TOKENS: Readonly<Record<string, RegExp>> = {
  "an AWS access key": /\b(AKIA|ASIA)[A-Z2-7]{16}\b/,
  "a private key": /-----BEGIN (RSA |EC |OPENSSH |DSA |PGP )?PRIVATE KEY/,
  "a GitHub token": /\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})/,
  "a GitLab token": /\bglpat-[A-Za-z0-9_-]{20,}/,
  "a Slack token": /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/,
  "a Stripe key": /\b[sr]k_live_[A-Za-z0-9]{16,}/,
  "an npm token": /\bnpm_[A-Za-z0-9]{36}\b/,
  "a JSON Web Token": /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
  "a password in a URL": /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/:@{$]{3,}@/i,
};

/** What kind of secret is in a text, by its looks alone; undefined for none. */
export function secretIn(text: string): string | undefined {
  return Object.entries(TOKENS).find(([, pattern]) => pattern.test(text))?.[0];
}

const SECRET_NAME =
  /(secret|passw(or)?d|passphrase|api_?key|private_?key|access_?key|auth_?token|credential)/i;
const NAME_OF_A_REFERENCE =
  /(arn|name|id|path|url|uri|file|ttl|seconds|minutes|prefix|header|enabled|version|parameter|alias)s?$/i;
const LEAST_BITS = 2.5;

/** What kind of secret a named value is: by its looks, or because its name says so and it looks like nothing else. */
export function secretNamed(name: string, value: string): string | undefined {
  const looks = secretIn(value);
  if (looks !== undefined) return looks;
  if (!SECRET_NAME.test(name) || NAME_OF_A_REFERENCE.test(name)) return undefined;
  const reference = /^(arn:|https?:\/\/|\/|\{\{resolve:|\$\{)/.test(value);
  return value.length >= 8 && !reference && bitsPerCharacter(value) >= LEAST_BITS
    ? "a secret by its name"
    : undefined;
}

/** Shannon's entropy: words repeat letters, secrets hardly do. */
function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
