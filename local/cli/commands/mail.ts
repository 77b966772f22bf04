import type { ShownMail } from "../../control/mail.ts";
import { asJson, type Command, Misuse } from "./command.ts";
import { aligned } from "./table.ts";

const SHOWN = 20;

export const mailCommand: Command = {
  usage: "mail [list|show ID]",
  summary: "lists the latest mails that SES sent, or shows one as it was sent",
  options: ["json"],

  prepare([action = "list", id, ...rest], { json }) {
    if (action !== "list" && action !== "show")
      throw new Misuse(`mail does not know '${action}', only list and show.`);
    if (rest.length > 0 || (action === "list" && id !== undefined))
      throw new Misuse(`Unexpected '${rest[0] ?? id}'.`);
    if (action === "show" && id === undefined) throw new Misuse("Give the id of a mail: mail show ID.");
    return async (client, terminal) => {
      const { mails } = await client.mail(id);
      if (json) terminal.print(asJson({ mails }));
      else terminal.print(id === undefined ? mailList(mails) : mails.map(mailText).join("\n"));
    };
  },
};

function mailList(mails: readonly ShownMail[]): string {
  if (mails.length === 0) return "SES sent no mail yet.";
  return aligned(
    mails
      .slice(0, SHOWN)
      .map(({ messageId, sentAt, to, subject, outcome, failure }) => [
        sentAt,
        messageId,
        to.join(", "),
        failure ?? subject,
        outcome === "DELIVERED" ? "" : outcome,
      ]),
  )
    .map((line) => line.trimEnd())
    .join("\n");
}

/** What could not be rendered has no text. */
function mailText({ eml, outcome, failure }: ShownMail): string {
  return failure === undefined ? eml : `${outcome}: ${failure}`;
}
