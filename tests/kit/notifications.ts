import { randomUUID } from "node:crypto";
import type { Platform } from "../../local/platform.ts";
import type { SentMail } from "../../local/services/ses/mail/sent-mail.ts";

/** What is told of an order, as events of the bus tell it. */
export interface ToldOrder {
  readonly orderId: string;
  readonly owner: string;
}

/** Puts events on the program's bus, as whoever may, and reads the mails that come of them. */
export class Notifications {
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  async put(
    detailType: string,
    { orderId, owner }: ToldOrder,
    more: object = {},
    correlationId: string = randomUUID(),
  ): Promise<void> {
    const detail = {
      metadata: {
        version: 1,
        eventId: `${detailType}:${orderId}`,
        correlationId,
        occurredAt: this.#platform.cloud.clock.date().toISOString(),
      },
      data: { orderId, owner, totalCents: 1900, currency: "EUR", ...more },
    };
    const entry = {
      EventBusName: this.#platform.outputs.eventBusName,
      Source: "orderflow.orders",
      DetailType: detailType,
      Detail: JSON.stringify(detail),
    };
    await this.#platform.callAsRoot("events", "PutEvents", { Entries: [entry] });
  }

  /** All mails about an order. */
  about(orderId: string): readonly SentMail[] {
    return [...this.#platform.cloud.ses.mails].filter(({ text = "" }) => text.includes(orderId));
  }
}
