import type { PolicyDocument, Principal } from "../../core/access.ts";
import { type Account, arn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError, validationError } from "../../core/errors.ts";
import type { Keys } from "../../core/ports.ts";
import { requireTags, type Tags } from "../../core/tags.ts";
import { alreadyExists, busDoesNotExist, constraint, notValid } from "./errors.ts";
import type { Rule } from "./rules.ts";

export const DEFAULT_BUS = "default";

export interface BusSettings {
  readonly description?: string;
  /** ARN, id or alias of a customer managed key. */
  readonly kmsKeyIdentifier?: string;
  /** Of a standard queue, for events that cannot be encrypted. */
  readonly deadLetterArn?: string;
}

export interface EventBus {
  readonly arn: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly rules: Map<string, Rule>;
  modifiedAt: number;
  settings: BusSettings;
  policy: PolicyDocument | undefined;
  tags: Tags;
}

export interface BusesOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly keys: Keys;
}

const QUEUE_ARN = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9-_]+$/;
const MAX_DESCRIPTION = 512;

/** The event buses of the account; `default` is always there. */
export class Buses {
  readonly #options: BusesOptions;
  readonly #byName = new Map<string, EventBus>();

  constructor(options: BusesOptions) {
    this.#options = options;
    this.#add(DEFAULT_BUS, {}, {});
  }

  *[Symbol.iterator](): Iterator<EventBus> {
    yield* this.#byName.values();
  }

  /** The name or ARN of a bus as its name. */
  nameOf(nameOrArn = DEFAULT_BUS): string {
    return /^arn:[^:]*:events:[^:]*:\d{12}:event-bus\/(.+)$/.exec(nameOrArn)?.[1] ?? nameOrArn;
  }

  arnOf(nameOrArn?: string): string {
    if (nameOrArn?.startsWith("arn:")) return nameOrArn;
    return arn(this.#options.account, "events", `event-bus/${this.nameOf(nameOrArn)}`);
  }

  find(nameOrArn?: string): EventBus | undefined {
    const bus = this.#byName.get(this.nameOf(nameOrArn));
    return nameOrArn?.startsWith("arn:") && bus?.arn !== nameOrArn ? undefined : bus;
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  require(nameOrArn?: string): EventBus {
    const bus = this.find(nameOrArn);
    if (bus === undefined) throw busDoesNotExist(this.nameOf(nameOrArn));
    return bus;
  }

  /** @throws {AwsError} `ResourceAlreadyExistsException`, `ValidationException`, what the key answers */
  create(name: string, settings: BusSettings = {}, tags: Tags = {}): EventBus {
    checkBusName(name);
    if (this.#byName.has(name)) throw alreadyExists(`Event bus ${name} already exists.`);
    checkSettings(settings);
    requireTags(tags, validationError);
    this.requireKey(this.arnOf(name), settings.kmsKeyIdentifier);
    return this.#add(name, settings, tags);
  }

  /** @throws {AwsError} `ValidationException`, what the key answers */
  update(bus: EventBus, settings: BusSettings): void {
    checkSettings(settings);
    this.requireKey(bus.arn, settings.kmsKeyIdentifier);
    bus.settings = settings;
    bus.modifiedAt = this.#options.clock.now();
  }

  /** Deletes a bus, which must have no rules; one that is gone already is no error. @throws {AwsError} `ValidationException` */
  delete(name: string): void {
    if (this.nameOf(name) === DEFAULT_BUS) throw validationError("Cannot delete event bus default.");
    const bus = this.find(name);
    if (bus === undefined) return;
    if (bus.rules.size > 0)
      throw validationError(
        `Event bus ${bus.name} can't be deleted: it has rules, ${[...bus.rules.keys()].join(", ")}.`,
      );
    this.#byName.delete(bus.name);
  }

  /**
   * Uses the key of a bus as EventBridge does for each event, in its own name.
   * Source: EventBridge User Guide, "Encrypting event buses with AWS KMS keys".
   * @throws {AwsError} what the key answers
   */
  useKey({ arn: busArn, settings }: EventBus): void {
    if (settings.kmsKeyIdentifier === undefined) return;
    for (const action of ["kms:GenerateDataKey", "kms:Decrypt"] as const)
      this.#use(busArn, settings.kmsKeyIdentifier, action);
  }

  /**
   * Tries a key out that is to encrypt the events of a bus, on it or in an archive.
   * @throws {AwsError} `ValidationException` with what the key answers
   */
  requireKey(busArn: string, key: string | undefined): void {
    if (key === undefined) return;
    try {
      for (const action of ["kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"] as const)
        this.#use(busArn, key, action);
    } catch (error) {
      throw error instanceof AwsError ? notValid("KmsKeyIdentifier", error.message) : error;
    }
  }

  #add(name: string, settings: BusSettings, tags: Tags): EventBus {
    const now = this.#options.clock.now();
    const bus: EventBus = {
      arn: this.arnOf(name),
      name,
      createdAt: now,
      modifiedAt: now,
      rules: new Map(),
      settings,
      policy: undefined,
      tags,
    };
    this.#byName.set(name, bus);
    return bus;
  }

  #use(busArn: string, key: string, action: "kms:DescribeKey" | "kms:GenerateDataKey" | "kms:Decrypt"): void {
    const principal: Principal = { kind: "service", service: "events.amazonaws.com", sourceArn: busArn };
    const encryptionContext = { "aws:events:event-bus:arn": busArn };
    this.#options.keys.use(principal, { key, action, via: "events", encryptionContext });
  }
}

/** @throws {AwsError} `ValidationException` */
export function checkBusName(name: string): void {
  if (name === DEFAULT_BUS) throw alreadyExists(`Event bus ${name} already exists.`);
  if (!/^[.\-_A-Za-z0-9]{1,256}$/.test(name))
    throw constraint(name, "name", "Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+");
}

function checkSettings({ description = "", deadLetterArn }: BusSettings): void {
  if (description.length > MAX_DESCRIPTION)
    throw constraint(
      description,
      "description",
      `Member must have length less than or equal to ${MAX_DESCRIPTION}`,
    );
  if (deadLetterArn !== undefined) checkDeadLetterArn(deadLetterArn);
}

/** @throws {AwsError} `ValidationException` */
export function checkDeadLetterArn(queueArn: string): void {
  if (!QUEUE_ARN.test(queueArn))
    throw notValid("DeadLetterConfig.Arn", `${queueArn} is not the ARN of a standard SQS queue.`);
}
