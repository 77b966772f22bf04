import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import type { Changes } from "../../core/durable.ts";
import { AwsError } from "../../core/errors.ts";
import type { Keys, KeyUse } from "../../core/ports.ts";
import { requireTags, type Tags } from "../../core/tags.ts";
import {
  constraintFailure,
  groupExists,
  invalidParameter,
  keyNotUsable,
  noSuchGroup,
  tooManyTags,
} from "./errors.ts";
import { LogGroup, type LogGroupClass } from "./log-group.ts";

/** Source: CloudWatch Logs API Reference, `PutRetentionPolicy`. */
export const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const LOG_GROUP_NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;
const NAME_RULE = "Member must have 1 to 512 letters, digits and characters of .-_/#";

export interface LogGroupsOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly maxBytesPerGroup: number;
  /** Told of each stream that comes or goes. */
  readonly streamChanges?: Changes;
}

export interface NewLogGroup {
  readonly logGroupClass?: LogGroupClass;
  readonly kmsKeyId?: string | undefined;
  readonly deletionProtectionEnabled?: boolean | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** The log groups of the account, and the rules for their names, keys and retention. */
export class LogGroups {
  readonly #options: LogGroupsOptions;
  readonly #groups = new Map<string, LogGroup>();

  constructor(options: LogGroupsOptions) {
    this.#options = options;
  }

  /** By name. */
  list(): readonly LogGroup[] {
    return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** By `LogGroup.id`. */
  withId(id: string): LogGroup | undefined {
    const group = this.#groups.get(id.slice(0, id.lastIndexOf(" ")));
    return group?.id === id ? group : undefined;
  }

  find(name: string): LogGroup | undefined {
    return this.#groups.get(name);
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  require(name: string): LogGroup {
    const group = this.#groups.get(name);
    if (group === undefined) throw noSuchGroup();
    group.trim(this.#options.clock.now());
    return group;
  }

  /** @throws {AwsError} `ResourceAlreadyExistsException`, `InvalidParameterException`, `AccessDeniedException` for the key */
  create(name: string, given: NewLogGroup): LogGroup {
    const { account, clock, maxBytesPerGroup, streamChanges } = this.#options;
    if (!LOG_GROUP_NAME.test(name)) throw constraintFailure(name, "logGroupName", NAME_RULE);
    if (name.toLowerCase().startsWith("aws/"))
      throw invalidParameter("Log groups starting with AWS/ are reserved for AWS.");
    if (this.#groups.has(name)) throw groupExists();
    const group = new LogGroup({
      account,
      name,
      logGroupClass: given.logGroupClass ?? "STANDARD",
      creationTime: clock.now(),
      tags: requireTags(given.tags ?? {}, invalidParameter),
      maxBytes: maxBytesPerGroup,
      ...(streamChanges && { streamChanges }),
    });
    if (given.kmsKeyId !== undefined) this.associateKey(group, given.kmsKeyId);
    group.deletionProtection = given.deletionProtectionEnabled ?? false;
    this.#groups.set(name, group);
    return group;
  }

  /** @throws {AwsError} `ValidationException` while deletion protection is on */
  delete(group: LogGroup): void {
    if (group.deletionProtection) {
      throw new AwsError(
        "ValidationException",
        `The log group ${group.name} has deletion protection: turn that off before deleting it.`,
      );
    }
    this.#groups.delete(group.name);
  }

  /** @throws {AwsError} `InvalidParameterException` for a number of days that AWS does not have */
  setRetention(group: LogGroup, days: number): void {
    if (!RETENTION_DAYS.includes(days)) {
      throw constraintFailure(
        days,
        "retentionInDays",
        `Member must satisfy enum value set: [${RETENTION_DAYS.join(", ")}]`,
      );
    }
    group.retentionInDays = days;
  }

  /**
   * The key must let the service of this region use it for this log group, whoever asks.
   * Source: CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS".
   * @throws {AwsError} `AccessDeniedException`, `InvalidParameterException`
   */
  associateKey(group: LogGroup, kmsKeyId: string): void {
    if (!/^arn:[^:]+:kms:[^:]+:\d{12}:(key|alias)\/.+$/.test(kmsKeyId))
      throw invalidParameter(
        `The specified KMS Key Id could not be found. It must be an ARN, not '${kmsKeyId}'.`,
      );
    for (const action of ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"] as const)
      this.#useKey(group, kmsKeyId, action);
    group.kmsKeyId = kmsKeyId;
  }

  /** @throws {AwsError} `AccessDeniedException` where the group's key no longer lets the service decrypt */
  decrypt(group: LogGroup): void {
    if (group.kmsKeyId !== undefined) this.#useKey(group, group.kmsKeyId, "kms:Decrypt");
  }

  /** Gives the group the tags beside those it has. @throws {AwsError} `InvalidParameterException`, `TooManyTagsException` */
  tag(group: LogGroup, tags: Tags): void {
    const all = { ...Object.fromEntries(group.tags), ...tags };
    group.tags = new Map(Object.entries(requireTags(all, invalidParameter, tooManyTags)));
  }

  #useKey(group: LogGroup, key: string, action: KeyUse["action"]): void {
    const { account, keys } = this.#options;
    try {
      keys.use(
        { kind: "service", service: `logs.${account.region}.amazonaws.com` },
        { key, action, via: "logs", encryptionContext: { "aws:logs:arn": group.arn } },
      );
    } catch (error) {
      throw error instanceof AwsError ? keyNotUsable(group.arn, error.message) : error;
    }
  }
}
