import { randomUUID } from "node:crypto";
import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import type { ConfigurationSet, EventType } from "./configuration-sets.ts";
import { badRequest, messageRejected, sendingPaused } from "./errors.ts";
import type { EmailIdentity } from "./identities.ts";
import type { Mailbox } from "./mail/address.ts";
import { type Content, type Envelope, mimeMessage } from "./mail/mime.ts";
import type { Outcome, SentMail } from "./mail/sent-mail.ts";
import type { SesMetrics } from "./metrics.ts";
import type { Ses } from "./ses.ts";
import { MissingAttribute, render } from "./templates/rendering.ts";
import type { TemplateContent } from "./templates/templates.ts";

/** Source: SES Developer Guide, "Service quotas". */
const MAX_RECIPIENTS = 50;

/** The mailbox simulator. Source: SES Developer Guide, "Sending test emails". */
const SIMULATOR = "simulator.amazonses.com";
const SIMULATED: ReadonlyMap<string, Outcome> = new Map([
  ["bounce", "BOUNCED"],
  ["suppressionlist", "BOUNCED"],
  ["complaint", "COMPLAINED"],
]);

const EVENTS: Readonly<Record<Outcome, readonly EventType[]>> = {
  DELIVERED: ["SEND", "DELIVERY"],
  BOUNCED: ["SEND", "BOUNCE"],
  COMPLAINED: ["SEND", "DELIVERY", "COMPLAINT"],
  RENDERING_FAILED: ["RENDERING_FAILURE"],
};

/** A mail as a client asks for it. */
export interface Mail extends Envelope {
  readonly content:
    | ({ readonly kind: "simple" } & Content)
    | {
        readonly kind: "template";
        readonly template: TemplateContent;
        readonly templateName?: string;
        readonly data: unknown;
        readonly headers: NonNullable<Content["headers"]>;
      }
    | { readonly kind: "raw"; readonly message: string; readonly subject: string };
  readonly identity: EmailIdentity | undefined;
  readonly configurationSet: ConfigurationSet | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Takes mails over and delivers them at once, to where they can be read. */
export class Sending {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #metrics: SesMetrics;
  readonly #mails: Ses["mails"];

  constructor(account: Account, clock: Clock, metrics: SesMetrics, mails: Ses["mails"]) {
    this.#account = account;
    this.#clock = clock;
    this.#metrics = metrics;
    this.#mails = mails;
  }

  /** @throws {AwsError} `BadRequestException`, `MessageRejected`, `SendingPausedException` */
  send(mail: Mail): SentMail {
    this.#check(mail);
    const sentAt = this.#clock.now();
    const messageId = `0102${sentAt.toString(16).padStart(12, "0")}-${randomUUID()}-000000`;
    const { content, configurationSet, tags } = mail;
    const known = {
      messageId,
      sentAt,
      from: mail.from.address,
      to: addresses(mail.to),
      cc: addresses(mail.cc),
      bcc: addresses(mail.bcc),
      ...(content.kind === "template" &&
        content.templateName !== undefined && { templateName: content.templateName }),
      ...(configurationSet !== undefined && { configurationSetName: configurationSet.name }),
    };
    const sent: SentMail = { ...known, ...this.#written(mail, messageId, sentAt) };
    for (const type of EVENTS[sent.outcome]) this.#metrics.count(type, configurationSet, tags);
    this.#mails.add(sent);
    return sent;
  }

  /** The whole message that a template makes of data. @throws {AwsError} `BadRequestException` */
  testRender(template: TemplateContent, data: unknown): string {
    try {
      const nobody = { from: { address: "sender@example.com" }, to: [], cc: [], bcc: [], replyTo: [] };
      return this.#mime(rendered(template, data), nobody, randomUUID(), this.#clock.now());
    } catch (error) {
      if (error instanceof MissingAttribute) throw badRequest(error.message);
      throw error;
    }
  }

  #check({ from, to, cc, bcc, identity, configurationSet }: Mail): void {
    const recipients = to.length + cc.length + bcc.length;
    if (recipients === 0) throw badRequest("The message has no recipient.");
    if (recipients > MAX_RECIPIENTS)
      throw badRequest(`The message has ${recipients} recipients, more than ${MAX_RECIPIENTS}.`);
    if (identity === undefined)
      throw messageRejected(
        `Email address is not verified. The following identities failed the check in region ${this.#account.region.toUpperCase()}: ${from.address}`,
      );
    if (configurationSet?.options.sendingEnabled === false)
      throw sendingPaused(`Email sending is disabled for the configuration set ${configurationSet.name}.`);
  }

  #written(
    mail: Mail,
    messageId: string,
    sentAt: number,
  ): Pick<SentMail, "subject" | "text" | "html" | "eml" | "outcome" | "failure"> {
    const { content } = mail;
    const outcome = outcomeFor([...mail.to, ...mail.cc, ...mail.bcc]);
    if (content.kind === "raw")
      return { subject: content.subject, eml: withMessageId(content.message, this.#id(messageId)), outcome };
    try {
      const said: Content =
        content.kind === "simple"
          ? content
          : { ...rendered(content.template, content.data), headers: content.headers };
      const { subject, text, html } = said;
      return {
        subject,
        ...(text !== undefined && { text }),
        ...(html !== undefined && { html }),
        eml: this.#mime(said, mail, messageId, sentAt),
        outcome,
      };
    } catch (error) {
      if (!(error instanceof MissingAttribute)) throw error;
      return { subject: "", eml: "", outcome: "RENDERING_FAILED", failure: error.message };
    }
  }

  #mime(content: Content, envelope: Envelope, messageId: string, sentAt: number): string {
    return mimeMessage(content, envelope, { messageId: this.#id(messageId), date: new Date(sentAt) });
  }

  /** As SES has it in messages. */
  #id(messageId: string): string {
    return `${messageId}@${this.#account.region}.amazonses.com`;
  }
}

function rendered({ subject = "", text, html }: TemplateContent, data: unknown): Content {
  return {
    subject: render(subject, data),
    text: text === undefined ? undefined : render(text, data),
    html: html === undefined ? undefined : render(html, data),
  };
}

/** SES gives a message an id of its own, and the sender's goes. */
function withMessageId(message: string, messageId: string): string {
  const end = /\r?\n\r?\n/.exec(message)?.index ?? message.length;
  const head = message.slice(0, end).replace(/^message-id:.*(?:\r?\n[ \t].*)*\r?\n?/im, "");
  return `Message-ID: <${messageId}>\r\n${head}${message.slice(end)}`;
}

/** What a mail to several is said to have become is what became of the first that did not get it. */
function outcomeFor(recipients: readonly Mailbox[]): Outcome {
  return (
    recipients.map(({ address }) => simulated(address)).find((outcome) => outcome !== undefined) ??
    "DELIVERED"
  );
}

/** A label after a plus sign makes no difference. */
function simulated(address: string): Outcome | undefined {
  const [local = "", domain] = address.toLowerCase().split("@");
  return domain === SIMULATOR ? SIMULATED.get(local.split("+", 1)[0] ?? "") : undefined;
}

function addresses(mailboxes: readonly Mailbox[]): readonly string[] {
  return mailboxes.map(({ address }) => address);
}
