import { badRequest } from "../errors.ts";
import type { Mailbox } from "./address.ts";
import { decodedText, encodedText, quotedPrintable } from "./encoding.ts";

/** What a message says, before it is put into the form that mail travels in. */
export interface Content {
  readonly subject: string;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
  /** Headers of the sender's own. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

export interface Envelope {
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly Mailbox[];
  readonly replyTo: readonly Mailbox[];
}

/** A message as RFC 5322 has it, in the alternatives that the content has. Blind copies are not in it. */
export function mimeMessage(
  { subject, text, html, headers = [] }: Content,
  { from, to, cc, replyTo }: Envelope,
  { messageId, date }: { readonly messageId: string; readonly date: Date },
): string {
  const parts = [
    ...(text === undefined ? [] : [part("text/plain", text)]),
    ...(html === undefined ? [] : [part("text/html", html)]),
  ];
  const boundary = `----=_Part_${messageId.replace(/\W/g, "_").slice(-40)}`;
  const [only] = parts;
  const body =
    parts.length === 1 && only !== undefined
      ? only
      : [
          `Content-Type: multipart/alternative; boundary="${boundary}"`,
          "",
          ...parts.flatMap((alternative) => [`--${boundary}`, alternative]),
          `--${boundary}--`,
          "",
        ].join("\r\n");
  return [
    `From: ${shown(from)}`,
    ...(to.length > 0 ? [`To: ${to.map(shown).join(",\r\n ")}`] : []),
    ...(cc.length > 0 ? [`Cc: ${cc.map(shown).join(",\r\n ")}`] : []),
    ...(replyTo.length > 0 ? [`Reply-To: ${replyTo.map(shown).join(",\r\n ")}`] : []),
    `Subject: ${encodedText(subject)}`,
    `Message-ID: <${messageId}>`,
    `Date: ${date.toUTCString().replace("GMT", "+0000")}`,
    ...headers.map(([name, value]) => `${name}: ${encodedText(value)}`),
    "MIME-Version: 1.0",
    body,
  ].join("\r\n");
}

/** The headers of a message that came whole, by their names in lower case. @throws {AwsError} `BadRequestException` */
export function headersOf(message: string): ReadonlyMap<string, string> {
  const [head = ""] = message.split(/\r?\n\r?\n/, 1);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const [, name, value] = /^([!-9;-~]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined)
      throw badRequest(`The raw message has the line '${line.slice(0, 100)}' where a header should be.`);
    headers.set(name.toLowerCase(), decodedText(value));
  }
  return headers;
}

function part(type: string, content: string): string {
  return [
    `Content-Type: ${type}; charset=UTF-8`,
    "Content-Transfer-Encoding: quoted-printable",
    "",
    quotedPrintable(content),
  ].join("\r\n");
}

function shown({ address, displayName }: Mailbox): string {
  if (displayName === undefined) return address;
  const name = encodedText(displayName);
  if (name !== displayName) return `${name} <${address}>`;
  return `"${displayName.replace(/["\\]/g, "\\$&")}" <${address}>`;
}
