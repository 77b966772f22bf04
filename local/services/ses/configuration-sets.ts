import { type Account, arn } from "../../core/account.ts";
import { requireTags, type Tags } from "../../core/tags.ts";
import { alreadyExists, badRequest, notFound } from "./errors.ts";

/** What SES tells of a mail. Source: SES API v2 Reference, EventDestinationDefinition. */
export const EVENT_TYPES = [
  "SEND",
  "REJECT",
  "BOUNCE",
  "COMPLAINT",
  "DELIVERY",
  "OPEN",
  "CLICK",
  "RENDERING_FAILURE",
  "DELIVERY_DELAY",
  "SUBSCRIPTION",
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

export const DIMENSION_SOURCES = ["MESSAGE_TAG", "EMAIL_HEADER", "LINK_TAG"] as const;

/** Where the value of a metric's dimension comes from. */
export interface Dimension {
  readonly name: string;
  readonly source: (typeof DIMENSION_SOURCES)[number];
  readonly defaultValue: string;
}

/** Counts mails in CloudWatch, by what became of them. */
export interface EventDestination {
  readonly name: string;
  readonly enabled: boolean;
  readonly eventTypes: readonly EventType[];
  readonly dimensions: readonly Dimension[];
}

export interface ConfigurationSetOptions {
  readonly sendingEnabled: boolean;
  readonly reputationMetricsEnabled: boolean;
  readonly tlsPolicy: "REQUIRE" | "OPTIONAL";
  /** As in the account's list where undefined. */
  readonly suppressedReasons: readonly string[] | undefined;
}

export const DEFAULT_OPTIONS: ConfigurationSetOptions = {
  sendingEnabled: true,
  reputationMetricsEnabled: false,
  tlsPolicy: "OPTIONAL",
  suppressedReasons: undefined,
};

export interface ConfigurationSet {
  readonly name: string;
  readonly arn: string;
  readonly destinations: Map<string, EventDestination>;
  options: ConfigurationSetOptions;
  tags: Tags;
}

/** How mail is sent that names the set, and what is told of it. */
export class ConfigurationSets {
  readonly #account: Account;
  readonly #byName = new Map<string, ConfigurationSet>();

  constructor(account: Account) {
    this.#account = account;
  }

  /** @throws {AwsError} `AlreadyExistsException`, `BadRequestException` */
  create(name: string, options: ConfigurationSetOptions, tags: Tags = {}): ConfigurationSet {
    checkName("configuration set", name);
    if (this.#byName.has(name)) throw alreadyExists(`Configuration set ${name} already exists.`);
    const set: ConfigurationSet = {
      name,
      arn: this.arnOf(name),
      destinations: new Map(),
      options,
      tags: requireTags(tags, badRequest),
    };
    this.#byName.set(name, set);
    return set;
  }

  /** @throws {AwsError} `BadRequestException`, `NotFoundException`; `AlreadyExistsException` unless `replace` */
  putDestination(setName: string, destination: EventDestination, replace: boolean): void {
    const { destinations } = this.require(setName);
    const { name, eventTypes, dimensions } = destination;
    checkName("event destination", name);
    if (!replace && destinations.has(name)) throw alreadyExists(`Event destination ${name} already exists.`);
    if (replace) this.requireDestination(setName, name);
    if (eventTypes.length === 0) throw badRequest(`The event destination ${name} has no event types.`);
    if (dimensions.length === 0) throw badRequest(`The event destination ${name} has no dimensions.`);
    for (const dimension of dimensions)
      for (const text of [dimension.name, dimension.defaultValue])
        if (!/^[\w:.@-]{1,256}$/.test(text))
          throw badRequest(`'${text}' of a dimension must have 1 to 256 letters, digits, and _-.@: only.`);
    destinations.set(name, destination);
  }

  /** @throws {AwsError} `NotFoundException` */
  requireDestination(setName: string, name: string): EventDestination {
    const destination = this.require(setName).destinations.get(name);
    if (destination === undefined) throw notFound(`Event destination ${name} does not exist.`);
    return destination;
  }

  arnOf(name: string): string {
    return arn(this.#account, "ses", `configuration-set/${name}`);
  }

  *[Symbol.iterator](): Iterator<ConfigurationSet> {
    yield* this.#byName.values();
  }

  find(name: string): ConfigurationSet | undefined {
    return this.#byName.get(name);
  }

  /** @throws {AwsError} `NotFoundException` */
  require(name: string): ConfigurationSet {
    const set = this.#byName.get(name);
    if (set === undefined) throw notFound(`Configuration set ${name} does not exist.`);
    return set;
  }

  /** @throws {AwsError} `NotFoundException` */
  delete(name: string): void {
    this.require(name);
    this.#byName.delete(name);
  }
}

/** @throws {AwsError} `BadRequestException` */
export function checkName(what: string, name: string): void {
  if (!/^[\w-]{1,64}$/.test(name))
    throw badRequest(`The name of the ${what} '${name}' must have 1 to 64 letters, digits, - and _.`);
}
