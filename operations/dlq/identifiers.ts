import { type DeadLetter, objectOf } from "./dead-letter.ts";

/** Members that say what a message is about, and whose it is not. */
const TELLING = new Set(["correlationId", "detail-type", "eventId", "id", "orderId", "requestId", "type"]);
const IDENTIFIER = /^[\w:./#-]{1,100}$/;

/** The ids in a message, by where they are: what may be shown of it, since the rest may be personal. */
export function identifiers(letter: DeadLetter): Readonly<Record<string, string>> {
  const attributes = Object.entries(letter.attributes).map(([name, { StringValue }]) => [name, StringValue]);
  return Object.fromEntries([...found(Object.fromEntries(attributes), ""), ...found(objectOf(letter), "")]);
}

function* found(value: unknown, path: string): Iterable<readonly [path: string, id: string]> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const at = path === "" ? name : `${path}.${name}`;
    if (typeof member !== "string") yield* found(member, at);
    else if (TELLING.has(name) && IDENTIFIER.test(member)) yield [at, member];
    else yield* found(embedded(member), at);
  }
}

/** A notification of SNS and a request of Scheduler have what they carry as JSON text. */
function embedded(text: string): object | undefined {
  return text.startsWith("{") ? objectOf({ body: text }) : undefined;
}
