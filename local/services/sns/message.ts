import { randomUUID } from "node:crypto";
import type { Members } from "../../core/members.ts";
import { invalidParameter } from "./errors.ts";
import { attributesSize, type MessageAttributes, parseMessageAttributes } from "./message-attributes.ts";
import { readMap } from "./wire.ts";

/** A published message. */
export interface Message {
  readonly id: string;
  readonly subject: string | undefined;
  readonly attributes: MessageAttributes;
  /** The text for a protocol, which with `MessageStructure` json is a choice of the publisher's. */
  readonly textFor: (protocol: string) => string;
  /** Of message and attributes, in bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

/** Source: SNS API Reference, Publish: 256 KiB with the attributes. */
export const MAX_MESSAGE_BYTES = 262_144;
const MAX_SUBJECT = 100;
const CONTROL = /\p{Cc}/u;

/** @throws {AwsError} `InvalidParameter`, `ParameterValueInvalid` */
export function readMessage(input: Members, now: number): Message {
  const text = input.text("Message");
  if (text === "") throw invalidParameter("Empty message");
  const attributes = parseMessageAttributes(readMap(input, "MessageAttributes"));
  const size = Buffer.byteLength(text) + attributesSize(attributes);
  if (size > MAX_MESSAGE_BYTES) throw invalidParameter("Message too long");
  return {
    id: randomUUID(),
    subject: readSubject(input.optionalText("Subject")),
    attributes,
    textFor: readStructure(text, input.optionalText("MessageStructure")),
    size,
    publishedAt: now,
  };
}

function readSubject(subject: string | undefined): string | undefined {
  if (subject === undefined) return undefined;
  if (subject === "" || subject.length > MAX_SUBJECT || CONTROL.test(subject))
    throw invalidParameter(
      `Subject Reason: it must have 1 to ${MAX_SUBJECT} characters, none of them a line break or a control character`,
    );
  return subject;
}

function readStructure(text: string, structure: string | undefined): Message["textFor"] {
  if (structure === undefined || structure === "") return () => text;
  if (structure !== "json") throw invalidParameter(`MessageStructure Reason: ${structure} is not json`);
  let texts: unknown;
  try {
    texts = JSON.parse(text);
  } catch {
    throw invalidParameter("Message Structure - JSON message body failed to parse");
  }
  const byProtocol = new Map(
    Object.entries(typeof texts === "object" && texts !== null ? texts : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
  const fallback = byProtocol.get("default");
  if (fallback === undefined)
    throw invalidParameter("Message Structure - No default entry in JSON message body");
  return (protocol) => byProtocol.get(protocol) ?? fallback;
}
