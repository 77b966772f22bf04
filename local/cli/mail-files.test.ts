import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "../../tests/kit/platform.ts";
import { type SentMail, SentMails } from "../services/ses/mail/sent-mail.ts";
import { MailFiles } from "./mail-files.ts";

const mail = (messageId: string, eml = `Subject: ${messageId}\r\n\r\n`): SentMail => ({
  messageId,
  eml,
  sentAt: 0,
  outcome: "DELIVERED",
  from: "a@b.cd",
  to: [],
  cc: [],
  bcc: [],
  subject: messageId,
});

describe("Files of mails", () => {
  it("are those there are and those to come, but for what was never sent, until a reset", () => {
    const directory = join(temporaryDirectory(), "mail");
    const mails = new SentMails();
    mails.add(mail("one"));
    new MailFiles(directory).follow(mails);
    mails.add(mail("two"));
    mails.add(mail("unrendered", ""));
    assert.deepEqual(readdirSync(directory).sort(), ["one.eml", "two.eml"]);
    assert.equal(readFileSync(join(directory, "two.eml"), "utf8"), "Subject: two\r\n\r\n");
    mails.reset();
    assert.ok(!existsSync(directory));
    mails.add(mail("three"));
    assert.deepEqual(readdirSync(directory), ["three.eml"]);
  });
});
