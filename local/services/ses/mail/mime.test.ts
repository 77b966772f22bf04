import assert from "node:assert/strict";
import { parseMailbox, parseMailboxes } from "./address.ts";
import { decodedText, encodedText, quotedPrintable } from "./encoding.ts";
import { headersOf, mimeMessage } from "./mime.ts";

const ENVELOPE = {
  from: { address: "orders@example.com", displayName: "Orderflow" },
  to: [{ address: "ada@example.org" }],
  cc: [],
  bcc: [{ address: "secret@example.org" }],
  replyTo: [{ address: "help@example.com" }],
};
const META = { messageId: "0102-id@eu-west-1.amazonses.com", date: new Date("2026-11-26T09:00:00Z") };

describe("Messages of SES", () => {
  it("hold both alternatives, the plainer one first, and no blind copy", () => {
    const message = mimeMessage({ subject: "Hi", text: "plain", html: "<p>rich</p>" }, ENVELOPE, META);
    const headers = headersOf(message);
    assert.equal(headers.get("from"), '"Orderflow" <orders@example.com>');
    assert.equal(headers.get("to"), "ada@example.org");
    assert.equal(headers.get("reply-to"), "help@example.com");
    assert.equal(headers.get("date"), "Thu, 26 Nov 2026 09:00:00 +0000");
    const [, boundary = ""] = /boundary="([^"]+)"/.exec(headers.get("content-type") ?? "") ?? [];
    const [, plain = "", rich = "", end] = message.split(`--${boundary}`);
    assert.match(plain, /text\/plain; charset=UTF-8[\s\S]*plain/);
    assert.match(rich, /text\/html; charset=UTF-8[\s\S]*<p>rich<\/p>/);
    assert.equal(end, "--\r\n");
    assert.ok(!message.includes("secret@"));
    assert.ok(message.split("\r\n").every((line) => line.length <= 998 && !line.includes("\n")));
  });

  it("are not parted where there is one alternative only", () => {
    const message = mimeMessage({ subject: "Hi", text: "plain" }, ENVELOPE, META);
    assert.ok(!message.includes("multipart"));
    assert.ok(message.endsWith("\r\n\r\nplain"));
  });

  it("encode what is not ASCII in headers, and read it again", () => {
    for (const text of ["Ihre Bestellung über 19,50 €", "注文".repeat(60), "=?odd?="]) {
      const encoded = encodedText(text);
      assert.match(encoded, /^[\x20-\x7e\r\n]+$/);
      assert.ok(encoded.split("\r\n ").every((word) => word.length <= 75));
      assert.equal(decodedText(encoded), text);
    }
    assert.equal(encodedText("plain"), "plain");
  });

  it("encode bodies in short lines of ASCII", () => {
    const text = `${"ä".repeat(100)} =\nblank at the end \n`;
    const encoded = quotedPrintable(text);
    assert.ok(encoded.split("\r\n").every((line) => line.length <= 76 && /^[\x20-\x7e]*$/.test(line)));
    assert.ok(encoded.includes("end=20"));
    assert.equal(decodeQuotedPrintable(encoded), text);
  });

  it("name senders and recipients with and without a name", () => {
    assert.deepEqual(parseMailbox("a@b.c"), { address: "a@b.c" });
    assert.deepEqual(parseMailbox("Order Flow <a@b.c>"), { address: "a@b.c", displayName: "Order Flow" });
    assert.deepEqual(parseMailboxes('"Doe, Jane" <j@b.c>, x@y.z'), [
      { address: "j@b.c", displayName: "Doe, Jane" },
      { address: "x@y.z" },
    ]);
    for (const bad of ["", "nobody", "a b@c.d", "a@b.c\r\nBcc: x@y.z"])
      assert.throws(() => parseMailbox(bad), { name: "BadRequestException" });
  });
});

function decodeQuotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, "")
    .replace(/\r\n/g, "\n")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
