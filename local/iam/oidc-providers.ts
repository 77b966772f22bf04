import { type Account, globalArn } from "../core/account.ts";
import type { Clock } from "../core/clock.ts";
import { AwsError } from "../core/errors.ts";
import { checkedTags } from "./names.ts";

/** Source: IAM User Guide, "IAM and AWS STS quotas"; IAM API Reference, "CreateOpenIDConnectProvider". */
const MAX_PROVIDERS = 100;
const MAX_CLIENT_IDS = 100;
const MAX_CLIENT_ID_LENGTH = 255;
const MAX_THUMBPRINTS = 5;
const MAX_URL_LENGTH = 255;

/** An identity provider whose tokens roles may trust. */
export interface OidcProvider {
  readonly arn: string;
  /** As IAM answers it, without its scheme. */
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface OidcProviderInput {
  readonly url: string;
  readonly clientIds?: readonly string[];
  readonly thumbprints?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** The OpenID Connect providers of the account. No certificate is looked at: without thumbprints given there are none. */
export class OidcProviders {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #byArn = new Map<string, OidcProvider>();

  constructor(account: Account, clock: Clock) {
    this.#account = account;
    this.#clock = clock;
  }

  /** The ARN that a provider of this URL has, `https://` and all. */
  arnOf(url: string): string {
    return globalArn(this.#account, "iam", `oidc-provider/${url.replace(/^https:\/\//, "")}`);
  }

  /** @throws {AwsError} `EntityAlreadyExists`, `InvalidInput`, `LimitExceeded`, `ValidationError` */
  create({ url, clientIds = [], thumbprints = [], tags }: OidcProviderInput): OidcProvider {
    checkUrl(url);
    const arn = this.arnOf(url);
    if (this.#byArn.has(arn))
      throw new AwsError("EntityAlreadyExists", `Provider with url ${url} already exists.`, 409);
    if (this.#byArn.size >= MAX_PROVIDERS)
      throw limit(`Cannot exceed quota for OpenIdConnectProvidersPerAccount: ${MAX_PROVIDERS}`);
    return this.#keep({
      arn,
      url: url.replace(/^https:\/\//, ""),
      clientIds: checkedClientIds(clientIds),
      thumbprints: checkedThumbprints(thumbprints),
      tags: checkedTags(tags),
      createdAt: this.#clock.now(),
    });
  }

  list(): readonly OidcProvider[] {
    return [...this.#byArn.values()];
  }

  find(arn: string): OidcProvider | undefined {
    return this.#byArn.get(arn);
  }

  /** @throws {AwsError} `NoSuchEntity` */
  get(arn: string): OidcProvider {
    const provider = this.#byArn.get(arn);
    if (provider !== undefined) return provider;
    throw new AwsError("NoSuchEntity", `OpenIDConnect Provider not found for arn ${arn}`, 404);
  }

  /** Adding one that is there already, or taking away one that is not, is no error. */
  setClientIds(arn: string, change: (clientIds: readonly string[]) => readonly string[]): void {
    const provider = this.get(arn);
    this.#keep({ ...provider, clientIds: checkedClientIds(change(provider.clientIds)) });
  }

  setThumbprints(arn: string, thumbprints: readonly string[]): void {
    if (thumbprints.length === 0) throw invalid("The thumbprint list must have at least one thumbprint.");
    this.#keep({ ...this.get(arn), thumbprints: checkedThumbprints(thumbprints) });
  }

  setTags(arn: string, tags: Readonly<Record<string, string>>): void {
    this.#keep({ ...this.get(arn), tags: checkedTags(tags) });
  }

  /** Roles that trust it stay as they are. One that is not there is no error. */
  delete(arn: string): void {
    this.#byArn.delete(arn);
  }

  #keep(provider: OidcProvider): OidcProvider {
    this.#byArn.set(provider.arn, provider);
    return provider;
  }
}

function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const plain = parsed?.search === "" && parsed.hash === "" && parsed.username === "" && parsed.port === "";
  if (url.length > MAX_URL_LENGTH || parsed?.protocol !== "https:" || !plain)
    throw new AwsError(
      "ValidationError",
      `Invalid Open ID Connect Provider URL: ${url}. It must begin with https:// and have no port, query or fragment.`,
    );
}

function checkedClientIds(clientIds: readonly string[]): readonly string[] {
  const wrong = clientIds.find((id) => id.length < 1 || id.length > MAX_CLIENT_ID_LENGTH);
  if (wrong !== undefined)
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value '${wrong}' at 'clientID' failed to satisfy constraint: Member must have length between 1 and ${MAX_CLIENT_ID_LENGTH}`,
    );
  const unique = [...new Set(clientIds)];
  if (unique.length > MAX_CLIENT_IDS)
    throw limit(`Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${MAX_CLIENT_IDS}`);
  return unique;
}

function checkedThumbprints(thumbprints: readonly string[]): readonly string[] {
  if (thumbprints.length > MAX_THUMBPRINTS)
    throw invalid(`Thumbprint list must contain fewer than ${MAX_THUMBPRINTS + 1} entries.`);
  const wrong = thumbprints.find((thumbprint) => !/^[0-9a-f]{40}$/i.test(thumbprint));
  if (wrong !== undefined)
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value '${wrong}' at 'thumbprintList' failed to satisfy constraint: 40 hexadecimal digits`,
    );
  return thumbprints.map((thumbprint) => thumbprint.toLowerCase());
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidInput", message);
}

function limit(message: string): AwsError {
  return new AwsError("LimitExceeded", message, 409);
}
