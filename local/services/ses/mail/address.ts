import { badRequest } from "../errors.ts";

/** A mailbox as headers name it: `Orderflow <orders@example.com>` or the address alone. */
export interface Mailbox {
  readonly address: string;
  readonly displayName?: string;
}

const ADDRESS = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,255}$/;
const PHRASE = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^"<>]*?))\s*<([^<>]+)>\s*$/;

export function isEmailAddress(text: string): boolean {
  return ADDRESS.test(text);
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/** @throws {AwsError} `BadRequestException` */
export function parseMailbox(text: string): Mailbox {
  const [, quoted, phrase, inBrackets] = PHRASE.exec(text) ?? [];
  const address = (inBrackets ?? text).trim();
  if (!isEmailAddress(address)) throw badRequest(`The email address '${text}' is not valid.`);
  const displayName = quoted?.replace(/\\(.)/g, "$1") ?? phrase;
  return { address, ...(displayName ? { displayName } : {}) };
}

/** The mailboxes of a header; a comma in a quoted name parts none. @throws {AwsError} `BadRequestException` */
export function parseMailboxes(header: string): readonly Mailbox[] {
  return (header.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/g) ?? []).map(parseMailbox);
}
