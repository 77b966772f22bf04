import type { SentMail } from "../services/ses/mail/sent-mail.ts";
import { BadControlRequest, onlyKnown, type Route } from "./route.ts";

/** A mail that SES took over. */
export interface ShownMail extends Omit<SentMail, "sentAt"> {
  /** ISO 8601. */
  readonly sentAt: string;
}

export interface MailAnswer {
  /** The newest first. */
  readonly mails: readonly ShownMail[];
}

/** All mails that are kept, or the one that an id names. */
export const mailRoute: Route = ({ ses }, { query }): MailAnswer => {
  onlyKnown(query, ["id"]);
  const id = query.get("id");
  if (id === null) return { mails: [...ses.mails].map(shown).reverse() };
  const mail = ses.mails.find(id);
  if (mail === undefined)
    throw new BadControlRequest(`There is no mail '${id}'. Without an id the latest mails are listed.`);
  return { mails: [shown(mail)] };
};

function shown(mail: SentMail): ShownMail {
  return { ...mail, sentAt: new Date(mail.sentAt).toISOString() };
}
