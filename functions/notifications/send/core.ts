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
  readonly sleep: (ms: number) => Promise<void>;
}

/** An event that is not recorded is told of again. */
const RECORD_ATTEMPTS = 5;
const RECORD_DELAY_MS = 100;

/** What became of a notification; `repeated`: its event had been dealt with before. */
export type SendResult = "sent" | "repeated" | "nobody";

/**
 * Sends a notification, once for each event. Between the mail that SES takes over and the record of it is one call, made
 * again until it succeeds: a crash in between, or an answer of SES that is lost, is where a customer may be told twice.
 * Nothing is ever lost: what was not recorded is sent when the event comes again and the lease is over.
 * @throws {Error} for what is to come again, such as an event that another invocation works on
 */
export async function sendNotification(
  deps: SendNotificationDeps,
  { eventId, owner, occasion, data }: Notification,
): Promise<SendResult> {
  const { records, users, mailer, templates, now } = deps;
  const claim = await records.claim(eventId, now());
  if (claim === "settled") return "repeated";
  if (claim === "held")
    throw new Error("Another invocation works on the same event, or crashed while it did.");
  const to = await users.verifiedEmail(owner);
  if (to === undefined) {
    await settle(deps, eventId, undefined);
    return "nobody";
  }
  const messageId = await mailer.send({ to, template: templates[occasion], data });
  await settle(deps, eventId, messageId);
  return "sent";
}

async function settle(
  { records, now, sleep }: SendNotificationDeps,
  eventId: string,
  messageId: string | undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await records.settle(eventId, messageId, now());
    } catch (error) {
      if (attempt === RECORD_ATTEMPTS) throw error;
      await sleep(RECORD_DELAY_MS * attempt);
    }
  }
}
