import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SentMail, SentMails } from "../services/ses/mail/sent-mail.ts";

/** A file for each mail that SES sent, for any mail program to open. */
export class MailFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Writes those there are and those to come; a reset removes them. */
  follow(mails: SentMails): void {
    for (const mail of mails) this.#write(mail);
    mails.onMail((mail) => this.#write(mail));
    mails.onReset(() => rmSync(this.#directory, { recursive: true, force: true }));
  }

  #write({ messageId, eml }: SentMail): void {
    if (eml === "") return;
    try {
      mkdirSync(this.#directory, { recursive: true });
      writeFileSync(join(this.#directory, `${messageId}.eml`), eml, { mode: 0o600 });
    } catch (error) {
      console.error(`Could not write the mail ${messageId}: ${(error as Error).message}`);
    }
  }
}
