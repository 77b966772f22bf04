import { Changes, type Durable } from "../../../core/durable.ts";

/** What became of a mail that SES took over. */
export type Outcome = "DELIVERED" | "BOUNCED" | "COMPLAINED" | "RENDERING_FAILED";

/** A mail that SES took over. */
export interface SentMail {
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly outcome: Outcome;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly templateName?: string;
  readonly configurationSetName?: string;
  /** Why it was not sent. */
  readonly failure?: string;
  /** The message as RFC 5322 has it; empty for one that could not be rendered. */
  readonly eml: string;
}

/** More would fill memory in a long run; nobody reads so far back. */
const KEPT = 10_000;
const OWNER = "account";

/** The latest mails, which on AWS only their recipients see. */
export class SentMails implements Durable<SentMail> {
  readonly name = "ses/mails";
  readonly changes = new Changes();
  readonly #byId = new Map<string, SentMail>();
  readonly #listeners: ((mail: SentMail) => void)[] = [];
  readonly #resetListeners: (() => void)[] = [];

  add(mail: SentMail): void {
    this.#put(mail);
    this.changes.mark(OWNER, mail.messageId);
    for (const listener of this.#listeners) listener(mail);
  }

  get size(): number {
    return this.#byId.size;
  }

  find(messageId: string): SentMail | undefined {
    return this.#byId.get(messageId);
  }

  *[Symbol.iterator](): Iterator<SentMail> {
    yield* this.#byId.values();
  }

  onMail(listener: (mail: SentMail) => void): void {
    this.#listeners.push(listener);
  }

  onReset(listener: () => void): void {
    this.#resetListeners.push(listener);
  }

  reset(): void {
    this.#byId.clear();
    for (const listener of this.#resetListeners) listener();
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const messageId of this.#byId.keys()) yield [OWNER, messageId];
  }

  value(_owner: string, messageId: string): SentMail | undefined {
    return this.#byId.get(messageId);
  }

  restore(_owner: string, _messageId: string, mail: SentMail): void {
    this.#put(mail);
  }

  #put(mail: SentMail): void {
    this.#byId.set(mail.messageId, mail);
    const [oldest] = this.#byId.keys();
    if (this.#byId.size <= KEPT || oldest === undefined) return;
    this.#byId.delete(oldest);
    this.changes.mark(OWNER, oldest);
  }
}
