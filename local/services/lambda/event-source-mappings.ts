import type { PermissionCheck, Principal } from "../../core/access.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { identityUuid } from "../../core/identity.ts";
import type { RoleSessions } from "../../core/ports.ts";
import type { Outcome } from "../../runtime/environment.ts";
import {
  type EventSourceMappingConfiguration,
  type EventSourceMappingInput,
  mappingOf,
} from "./event-source-mapping.ts";
import type { Functions, InvocationTarget } from "./functions.ts";
import { invalidParameter } from "./names.ts";
import type { QueueClient } from "./queue-client.ts";
import { SqsPoller } from "./sqs-poller.ts";

/** Tells of messages of a queue that became available; the answer ends it. */
export type OnQueueActivity = (queueArn: string, callback: () => void) => () => void;

export interface EventSourceMappingsOptions {
  readonly clock: Clock;
  readonly sessions: RoleSessions;
  readonly authorizer: PermissionCheck;
  readonly functions: Functions;
  readonly queues: QueueClient;
  readonly run: (target: InvocationTarget, payload: string) => Promise<Outcome>;
  readonly onQueueActivity: OnQueueActivity | undefined;
  readonly warn: (message: string) => void;
}

export interface EventSourceMapping {
  readonly UUID: string;
  readonly configuration: EventSourceMappingConfiguration;
  readonly FunctionArn: string;
  readonly State: "Enabled" | "Disabled";
  readonly LastProcessingResult: string;
  readonly lastModified: string;
}

interface Entry extends Omit<EventSourceMapping, "State" | "LastProcessingResult"> {
  readonly poller: SqsPoller | undefined;
}

const REQUIRED_OPERATIONS = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

/** What Lambda polls for functions. */
export class EventSourceMappings {
  readonly #options: EventSourceMappingsOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: EventSourceMappingsOptions) {
    this.#options = options;
  }

  /** @throws {AwsError} `InvalidParameterValueException`, `ResourceConflictException`, `ResourceNotFoundException`, `ValidationException` */
  async create(input: EventSourceMappingInput): Promise<EventSourceMapping> {
    const configuration = mappingOf(input);
    const target = this.#options.functions.resolve(configuration.FunctionName);
    for (const { UUID, FunctionArn, configuration: other } of this.#entries.values()) {
      if (FunctionArn !== target.arn || other.EventSourceArn !== configuration.EventSourceArn) continue;
      throw new AwsError(
        "ResourceConflictException",
        `The event source arn (" ${other.EventSourceArn} ") and function (" ${target.record.name} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${UUID}`,
        409,
      );
    }
    await this.#check(configuration, target);
    return this.#start(identityUuid(), configuration, target);
  }

  /** Replaces the whole configuration but for the queue; what is in flight finishes. */
  async update(
    uuid: string,
    input: Omit<EventSourceMappingInput, "EventSourceArn">,
  ): Promise<EventSourceMapping> {
    const entry = this.#require(uuid);
    const { EventSourceArn } = entry.configuration;
    const configuration = mappingOf({ ...input, EventSourceArn });
    const target = this.#options.functions.resolve(configuration.FunctionName);
    await this.#check(configuration, target);
    entry.poller?.stop();
    return this.#start(uuid, configuration, target);
  }

  /** Ends polling and waits for what is in flight. @throws {AwsError} `ResourceNotFoundException` */
  async delete(uuid: string): Promise<void> {
    const entry = this.#require(uuid);
    this.#entries.delete(uuid);
    entry.poller?.stop();
    await entry.poller?.settled();
  }

  /** Receives nothing more until the answer is called; resolves when what is in flight is through. */
  async pause(): Promise<() => void> {
    const paused = [...this.#entries.values()].filter(({ poller }) => poller !== undefined);
    for (const { poller } of paused) poller?.stop();
    await Promise.all(paused.map(({ poller }) => poller?.finished()));
    return () => {
      for (const entry of paused) {
        if (this.#entries.get(entry.UUID) !== entry) continue;
        this.#start(entry.UUID, entry.configuration, this.#options.functions.resolve(entry.FunctionArn));
      }
    };
  }

  find(uuid: string): EventSourceMapping | undefined {
    const entry = this.#entries.get(uuid);
    return entry === undefined ? undefined : view(entry);
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  require(uuid: string): EventSourceMapping {
    return view(this.#require(uuid));
  }

  all(): readonly EventSourceMapping[] {
    return [...this.#entries.values()].map(view);
  }

  close(): void {
    for (const { poller } of this.#entries.values()) poller?.stop();
    this.#entries.clear();
  }

  #start(
    UUID: string,
    configuration: EventSourceMappingConfiguration,
    target: InvocationTarget,
  ): EventSourceMapping {
    const { clock, queues, functions, run, onQueueActivity, warn } = this.#options;
    const principal = () => this.#principal(functions.resolve(target.arn));
    const poller = configuration.Enabled
      ? new SqsPoller({
          configuration,
          clock,
          queues,
          principal,
          run: (payload) => run(functions.choose(target.arn), payload),
          onQueueActivity,
          warn: (problem) => warn(`The event source mapping ${UUID} of ${target.arn}: ${problem}`),
        })
      : undefined;
    const lastModified = clock.date().toISOString();
    const entry: Entry = { UUID, configuration, FunctionArn: target.arn, lastModified, poller };
    this.#entries.set(UUID, entry);
    return view(entry);
  }

  async #check({ EventSourceArn }: EventSourceMappingConfiguration, target: InvocationTarget): Promise<void> {
    const { queues, authorizer } = this.#options;
    const { Timeout } = target.version.configuration;
    let visibilityTimeout: number;
    try {
      visibilityTimeout = await queues.visibilityTimeoutSeconds(EventSourceArn);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw invalidParameter(
        `Error occurred while ReceiveMessage. SQS Error Code: ${error.code}. SQS Error Message: ${error.message} (${EventSourceArn})`,
      );
    }
    const principal = this.#principal(target);
    for (const operation of REQUIRED_OPERATIONS) {
      try {
        for (const access of await queues.accesses(EventSourceArn, principal, operation))
          authorizer.check(principal, access);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        throw invalidParameter(
          `The function execution role does not have permissions to call ${operation} on SQS. (${error.message})`,
        );
      }
    }
    if (visibilityTimeout < Timeout) {
      throw invalidParameter(
        `Queue visibility timeout: ${visibilityTimeout} seconds is less than Function timeout: ${Timeout} seconds`,
      );
    }
  }

  #principal({ version }: InvocationTarget): Principal {
    return this.#options.sessions.principalOf(version.configuration.Role, version.configuration.FunctionName);
  }

  #require(uuid: string): Entry {
    const entry = this.#entries.get(uuid);
    if (entry === undefined)
      throw new AwsError(
        "ResourceNotFoundException",
        `The resource you requested does not exist: ${uuid}`,
        404,
      );
    return entry;
  }
}

function view({ UUID, configuration, FunctionArn, lastModified, poller }: Entry): EventSourceMapping {
  return {
    UUID,
    configuration,
    FunctionArn,
    lastModified,
    State: poller === undefined ? "Disabled" : "Enabled",
    LastProcessingResult: poller?.lastProcessingResult ?? "No records processed",
  };
}
