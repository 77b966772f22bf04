import type { Claim } from "../../shared/adapters/notifications-table.ts";
import type { Notification, Occasion } from "./notification.ts";

export interface SendNotificationDeps {
  readonly records: {
    claim(eventId: string, now: Date): Promise<Claim>;
    settle(eventId: string, messageId: string | undefined, now: Date): Promise<void>;
  };
  readonly users: {
    /** Undefined for who has no address that mail may go to. */
    verifiedEmail(sub: string): Promise<string | undefined>;
  };
  readonly mailer: {
    /** Resolves to the mail's id. */
    send(mail: {
      readonly to: string;
      readonly template: string;
      readonly data: Notification["data"];
    }): Promise<string>;
  };
  /** The templates' names. */
  readonly templates: Readonly<Record<Occasion, string>>;
  readonly now: () => Date;
}

/** What became of a notification; `repeated`: its event had been dealt with before. */
export type SendResult = "sent" | "repeated" | "nobody";

/**
 * Sends a notification, once for each event. Between the mail that SES takes over and the record of it is one call: a
 * crash in between, or an answer of SES that is lost, is where a customer may be told twice. Nothing is ever lost: what was
 * not recorded is sent when the event comes again and the lease is over.
 * @throws {Error} for what is to come again, such as an event that another invocation works on
 */
export async function sendNotification(
  { records, users, mailer, templates, now }: SendNotificationDeps,
  { eventId, owner, occasion, data }: Notification,
): Promise<SendResult> {
  const claim = await records.claim(eventId, now());
  if (claim === "settled") return "repeated";
  if (claim === "held")
    throw new Error("Another invocation works on the same event, or crashed while it did.");
  const to = await users.verifiedEmail(owner);
  if (to === undefined) {
    await records.settle(eventId, undefined, now());
    return "nobody";
  }
  const messageId = await mailer.send({ to, template: templates[occasion], data });
  await records.settle(eventId, messageId, now());
  return "sent";
}
