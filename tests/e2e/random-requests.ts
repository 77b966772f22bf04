import { gzipSync } from "node:zlib";
import fc from "fast-check";

/** A request to create an order, as its bytes go over the wire. */
export interface RandomRequest {
  readonly body: Buffer;
  readonly contentType: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** Beside those, in the order in which they are sent; names may repeat. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: string;
}

/** What stands for a number that JavaScript would write otherwise, in text that is JSON but for this. */
const RAW = /"@raw:([^"@]*)@"/g;
const raw = (number: string): string => `@raw:${number}@`;

const NUMBERS = [
  ..."1e400 -1e400 1e-400 -0 -0.0 0.1e1 1E4 1.0 1e0 9007199254740993 1.005 0.001 0.30000000000000004".split(
    " ",
  ),
  ..."1e308 123456789012345678901234567890 10000.5 10001 1000000.01 999999.99 1000000 -1 0".split(" "),
  // Not JSON's.
  ..."NaN Infinity 01 1. .5 +1 0x10 1_000 1n".split(" "),
];

const NAMES = ["__proto__", "constructor", "toString", "id", "owner", "status", "sku", "items", "", "\u0000"];

/** Any UTF-16 code units, halves of surrogate pairs as well. */
const anyText = fc
  .array(
    fc.oneof(fc.nat(0xffff), fc.integer({ min: 0xd800, max: 0xdfff }), fc.integer({ min: 32, max: 126 })),
  )
  .map((units) => String.fromCharCode(...units));

const name = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }) },
  fc.string({ unit: "binary", maxLength: 220 }),
  anyText,
  fc.constantFrom(
    " ",
    "\u00a0",
    "\u3000",
    "\ufeff",
    "\u200b",
    "\u0000",
    "\ufffe",
    "\uffff",
    "a\u0301",
    "\u202e",
  ),
  fc.integer({ min: 198, max: 202 }).map((length) => "😀".repeat(length)),
);
const item = fc.record({
  sku: fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
  qty: fc.integer({ min: 1, max: 10_000 }),
  price: fc.nat(100_000_000).map((cents) => cents / 100),
});
const order = fc.record({ customerName: name, items: fc.array(item, { minLength: 1, maxLength: 4 }) });

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...NUMBERS).map(raw),
  fc.jsonValue(),
  fc.double(),
  fc.bigInt().map((integer) => raw(String(integer))),
  anyText,
  fc.constantFrom(null, true, [], {}, "", "1", [[]]),
  fc.integer({ min: 99, max: 102 }).map((length) => Array(length).fill({ sku: "A", qty: 1, price: 1 })),
);

/** An order with one thing about it changed. */
const nearlyAnOrder = fc
  .tuple(
    order,
    fc.constantFrom("customerName", "items", "sku", "qty", "price", "item", "body"),
    fc.constantFrom("set", "set", "delete", "add"),
    fc.oneof(fc.constantFrom(...NAMES), anyText),
    oddValue,
  )
  .map(([{ customerName, items }, where, what, added, value]) => {
    const body: Record<string, unknown> = { customerName, items };
    const first: Record<string, unknown> = { ...items[0] };
    const owner = where === "customerName" || where === "items" || where === "body" ? body : first;
    if (what === "add" || where === "body" || where === "item") define(owner, added, value);
    else if (what === "delete") delete owner[where];
    else define(owner, where, value);
    if (owner === first) body.items = [first, ...items.slice(1)];
    return body;
  });

/** An own member, also where its name is `__proto__`. */
function define(owner: object, member: string, value: unknown): void {
  Object.defineProperty(owner, member, { value, enumerable: true, configurable: true, writable: true });
}

const text = fc.oneof(
  { weight: 3, arbitrary: order.map((value) => JSON.stringify(value)) },
  { weight: 8, arbitrary: nearlyAnOrder.map((value) => JSON.stringify(value).replace(RAW, "$1")) },
  { weight: 3, arbitrary: fc.json({ maxDepth: 5 }) },
  fc.tuple(order, fc.nat(200)).map(([value, length]) => JSON.stringify(value).slice(0, length)),
  fc
    .tuple(order, fc.constantFrom(" ", "\ufeff", "//\n", "{}", "\u0000", ","), fc.boolean())
    .map(([value, more, front]) => (front ? more + JSON.stringify(value) : JSON.stringify(value) + more)),
  fc.tuple(order, fc.constantFrom(...NAMES, "customerName")).map(([value, twice]) =>
    // A member that is there twice.
    JSON.stringify(value).replace("{", `{${JSON.stringify(twice)}:"Grace",`),
  ),
  anyText,
  fc.integer({ min: 1, max: 30_000 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
  fc
    .integer({ min: 60_000, max: 70_000 })
    .map((length) => JSON.stringify({ customerName: "x".repeat(length) })),
);

const ENCODINGS: readonly ((body: string) => Buffer)[] = [
  (body) => Buffer.from(body, "utf16le"),
  (body) => Buffer.from(body, "latin1"),
  (body) => gzipSync(body),
  (body) => Buffer.from(Buffer.from(body).toString("base64")),
  (body) => Buffer.from(body).subarray(0, -1),
  (body) => Buffer.concat([Buffer.from(body), Buffer.from([0xc3])]),
  // UTF-8 of a surrogate's half, and longer than need be.
  (body) => Buffer.from(body.replace("e", "\u00ed\u00a0\u0080"), "latin1"),
  (body) => Buffer.from(body.replace("e", "\u00c1\u00a5"), "latin1"),
];

const bytes = fc.oneof(
  { weight: 12, arbitrary: text.map((body) => Buffer.from(body)) },
  fc.tuple(text, fc.constantFrom(...ENCODINGS)).map(([body, encode]) => encode(body)),
  fc.uint8Array({ maxLength: 200 }).map((body) => Buffer.from(body)),
);

/** What the grammar of HTTP lets a header's value be: visible characters, bytes above ASCII, blanks within. */
const headerValue = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
      fc.integer({ min: 0x80, max: 0xff }),
      fc.constant(9),
    ),
    { maxLength: 80 },
  )
  .map((codes) => String.fromCharCode(...codes).trim());

/** What the connection itself lives on, and what would be another user's request. */
const RESERVED =
  /^(connection|content-length|content-type|expect|host|http2-settings|idempotency-key|keep-alive|authorization|te|trailer|transfer-encoding|upgrade)$/i;

const headerName = fc.oneof(
  fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,30}$/).filter((token) => !RESERVED.test(token)),
  fc.constantFrom(
    ..."__proto__ constructor accept accept-encoding content-encoding cookie date forwarded if-match origin".split(
      " ",
    ),
    ..."range referer user-agent via x-amz-date x-amzn-trace-id x-correlation-id x-forwarded-for".split(" "),
    ..."x-http-method-override".split(" "),
  ),
);

const contentType = fc.oneof(
  { weight: 12, arbitrary: fc.constant<string | undefined>("application/json") },
  fc.constantFrom(
    undefined,
    "application/json; charset=utf-8",
    'APPLICATION/JSON;charset="UTF-8"',
    "application/json; charset=utf-16",
    "application/json;;;",
    "application/json, text/plain",
    "application/problem+json",
    "application/vnd.orders+json",
    "application/+json",
    "text/json",
    "text/plain",
    "application/xml",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    "json",
    "/",
    "",
  ),
  headerValue,
);

const idempotencyKey = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.uuid() },
  { weight: 2, arbitrary: fc.constantFrom("k1", "k2", "x".repeat(255)) },
  fc.constantFrom("", "a b", "x".repeat(256)),
  headerValue,
);

export const randomRequest: fc.Arbitrary<RandomRequest> = fc.record({
  body: bytes,
  contentType,
  idempotencyKey,
  headers: fc.oneof(
    { weight: 60, arbitrary: fc.constant([]) },
    { weight: 39, arbitrary: fc.array(fc.tuple(headerName, headerValue), { maxLength: 6 }) },
    {
      weight: 1,
      arbitrary: fc
        .integer({ min: 7_000, max: 40_000 })
        .map((length) => [["x-long", "x".repeat(length)] as const]),
    },
  ),
  query: fc.oneof(
    { weight: 9, arbitrary: fc.constant("") },
    fc.stringMatching(/^[!-"$-~]{0,30}$/).map((query) => `?${query}`),
  ),
});
