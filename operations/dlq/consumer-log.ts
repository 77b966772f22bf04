import { FilterLogEventsCommand, ResourceNotFoundException } from "@aws-sdk/client-cloudwatch-logs";
import {
  type EventSourceMappingConfiguration,
  GetFunctionConfigurationCommand,
  paginateListEventSourceMappings,
} from "@aws-sdk/client-lambda";
import { CORRELATION_ATTRIBUTE } from "../../functions/shared/contracts/message-attributes.ts";
import type { Clients } from "../clients.ts";
import { attribute, type DeadLetter, objectOf } from "./dead-letter.ts";
import type { LastError } from "./referrers/referrer.ts";

/** A busy log has megabytes to search for one message: after so many answers what was found has to do. */
const MAX_PAGES = 20;
/** The levels at which a function says that a message failed. */
const LEVELS = ["ERROR", "WARN"];

interface Entry {
  readonly level?: string;
  readonly message?: string;
  readonly error?: { readonly name?: string; readonly message?: string };
}

/** What the functions that consume a queue logged of a message. */
export class ConsumerLog {
  readonly #clients: Clients;
  readonly #groups = new Map<string, Promise<readonly string[]>>();

  constructor(clients: Clients) {
    this.#clients = clients;
  }

  /** The last error of a message that came out of a queue, by its id or else by its correlation id. */
  async errorOf(queueArn: string, letter: DeadLetter): Promise<LastError | undefined> {
    const correlationId = attribute(letter, CORRELATION_ATTRIBUTE);
    for (const id of [letter.id, correlationId].filter((each) => each !== undefined))
      for (const group of await this.#groupsOf(queueArn)) {
        const error = await this.#lastError(group, id, letter.sentAt);
        if (error !== undefined) return error;
      }
    return undefined;
  }

  #groupsOf(queueArn: string): Promise<readonly string[]> {
    const groups = this.#groups.get(queueArn) ?? this.#findGroups(queueArn);
    this.#groups.set(queueArn, groups);
    return groups;
  }

  async #findGroups(queueArn: string): Promise<readonly string[]> {
    const { lambda } = this.#clients;
    const mappings: EventSourceMappingConfiguration[] = [];
    const pages = paginateListEventSourceMappings({ client: lambda }, { EventSourceArn: queueArn });
    for await (const { EventSourceMappings = [] } of pages) mappings.push(...EventSourceMappings);
    return Promise.all(
      mappings.map(async ({ FunctionArn }) => {
        const { FunctionName, LoggingConfig } = await lambda.send(
          new GetFunctionConfigurationCommand({ FunctionName: FunctionArn }),
        );
        return LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`;
      }),
    );
  }

  async #lastError(logGroupName: string, id: string, startTime: number): Promise<LastError | undefined> {
    let last: Entry | undefined;
    let nextToken: string | undefined;
    try {
      for (let page = 0; page < MAX_PAGES; page++) {
        const command = new FilterLogEventsCommand({
          logGroupName,
          filterPattern: `"${id}"`,
          startTime,
          nextToken,
        });
        const answer = await this.#clients.logs.send(command);
        for (const { message = "" } of answer.events ?? []) {
          const entry: Entry | undefined = objectOf({ body: message });
          if (LEVELS.includes(entry?.level ?? "")) last = entry;
        }
        nextToken = answer.nextToken;
        if (nextToken === undefined) break;
      }
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
    if (last === undefined) return undefined;
    const { error, message = "" } = last;
    return {
      ...(error?.name !== undefined && { code: error.name }),
      message: error?.message ?? message,
      log: logGroupName,
    };
  }
}
