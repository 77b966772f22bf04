import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { callAws, clientConfig } from "./client.ts";

/** What is put on the bus: its type, and its detail as its contract has it. */
export interface BusEvent {
  readonly detailType: string;
  readonly detail: object;
}

/** The event bus `orderflow`, for events of one source. */
export class EventBus {
  readonly #name: string;
  readonly #source: string;
  readonly #client: EventBridgeClient;

  constructor(name: string, source: string, client = new EventBridgeClient(clientConfig)) {
    this.#name = name;
    this.#source = source;
    this.#client = client;
  }

  /** @throws {Error} the SDK's own, or one named for the code under which the bus did not take the event */
  async put({ detailType, detail }: BusEvent): Promise<void> {
    const command = new PutEventsCommand({
      Entries: [
        {
          EventBusName: this.#name,
          Source: this.#source,
          DetailType: detailType,
          Detail: JSON.stringify(detail),
        },
      ],
    });
    const { Entries } = await callAws("EventBridge", "PutEvents", { event_bus: this.#name }, (options) =>
      this.#client.send(command, options),
    );
    const { ErrorCode, ErrorMessage } = Entries?.[0] ?? {};
    if (ErrorCode === undefined) return;
    const error = new Error(`The bus ${this.#name} did not take ${detailType}: ${ErrorMessage}`);
    error.name = ErrorCode;
    throw error;
  }
}
