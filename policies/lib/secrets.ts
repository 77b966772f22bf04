/** What gives a credential away by its form alone. */
const FORMS: Readonly<Record<string, RegExp>> = {
  "an AWS access key": /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  "a private key": /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  "a GitHub token": /\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})\b/,
  "a GitLab token": /\bglpat-[\w-]{20,}\b/,
  "a Slack token": /\bxox[abeoprs]-[A-Za-z0-9-]{10,}\b/,
  "a Stripe key": /\b[rs]k_live_[A-Za-z0-9]{16,}\b/,
  "a JSON web token": /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
  "a URL with a password": /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/:@]+@/i,
};

const NAMES = /(pass(word|wd|phrase)|secret|token|credential|(api|access|private|auth)[-_]?key)/i;

/** Names that only say where the secret is kept. */
const REFERENCES = /(arn|name|path|id|url|uri|endpoint|parameter|ttl|seconds|expiry|length)$/i;

/** What kind of credential a text is, or has in it. */
export function credentialIn(text: string): string | undefined {
  return Object.keys(FORMS).find((kind) => FORMS[kind]?.test(text));
}

/** Whether something of this name is meant to be kept secret. */
export function isSecretName(name: string): boolean {
  return NAMES.test(name) && !REFERENCES.test(name);
}

/** What makes a named value a secret: its form, or its name when the value is neither a reference nor a switch. */
export function secretFault(name: string, value: string): string | undefined {
  const kind = credentialIn(value);
  if (kind !== undefined) return `is ${kind}`;
  if (!isSecretName(name) || value === "") return undefined;
  return /^(arn:|\/|\$\{|\{\{resolve:|alias\/|https?:|true$|false$|\d+$)/i.test(value)
    ? undefined
    : "is a secret by its name";
}
