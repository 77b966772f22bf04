import assert from "node:assert/strict";
import { breakingChanges, type Schema } from "./schema-changes.ts";

/** An event with a required and an optional member, a list of objects, an enumeration and limits. */
const released = {
  type: "object",
  title: "ParcelSent",
  required: ["data"],
  properties: {
    data: {
      type: "object",
      required: ["id", "carrier", "parts"],
      properties: {
        id: { type: "string", minLength: 1, pattern: "^p" },
        carrier: { type: "string", enum: ["road", "rail"] },
        note: { type: "string", maxLength: 100, description: "For people." },
        parts: {
          type: "array",
          minItems: 1,
          items: {
            type: "object",
            required: ["weight"],
            properties: { weight: { type: "integer", minimum: 0 } },
          },
        },
      },
    },
  },
} satisfies Schema;

type Data = typeof released.properties.data;

/** The event with its `data` changed. */
const withData = (change: (data: Data) => object): Schema => ({
  ...released,
  properties: { data: { ...released.properties.data, ...change(released.properties.data) } },
});
const withMembers = (change: object): Schema =>
  withData(({ properties }) => ({ properties: { ...properties, ...change } }));
const { id, carrier, note, parts } = released.properties.data.properties;
const { id: _, ...withoutId } = released.properties.data.properties;
const { note: __, ...withoutNote } = released.properties.data.properties;

const HARMLESS: readonly (readonly [what: string, next: Schema])[] = [
  ["nothing", released],
  ["a new optional member", withMembers({ colour: { type: "string", enum: ["red"] } })],
  [
    "a new optional member of a list's items",
    withMembers({
      parts: { ...parts, items: { ...parts.items, properties: { ...parts.items.properties, size: {} } } },
    }),
  ],
  ["a description", withMembers({ note: { ...note, description: "For everybody." } })],
  ["an example", withMembers({ id: { ...id, examples: ["p1"] } })],
  ["the order of the required members", withData(() => ({ required: ["parts", "carrier", "id"] }))],
];

const REFUSED: readonly (readonly [what: string, next: Schema, ...changes: readonly string[]])[] = [
  [
    "a required member less",
    withData(() => ({ properties: withoutId, required: ["carrier", "parts"] })),
    "/data/id is gone: consumers read it",
  ],
  [
    "an optional member less",
    withData(() => ({ properties: withoutNote })),
    "/data/note is gone: consumers read it",
  ],
  [
    "a new required member",
    withData(({ properties, required }) => ({
      properties: { ...properties, depot: { type: "string" } },
      required: [...required, "depot"],
    })),
    "/data/depot is new and required: events in the archive lack it",
  ],
  [
    "an optional member that is required",
    withData(({ required }) => ({ required: [...required, "note"] })),
    "/data/note is required now: events in the archive may lack it",
  ],
  [
    "a required member that is optional",
    withData(() => ({ required: ["id", "parts"] })),
    "/data/carrier is optional now: consumers rely on it",
  ],
  [
    "another type",
    withMembers({ id: { ...id, type: "integer" } }),
    '/data/id: type was "string" and is "integer"',
  ],
  [
    "a value less",
    withMembers({ carrier: { ...carrier, enum: ["road"] } }),
    '/data/carrier: enum was ["road","rail"] and is ["road"]',
  ],
  [
    "a value more, which its consumers refuse",
    withMembers({ carrier: { ...carrier, enum: ["road", "rail", "air"] } }),
    '/data/carrier: enum was ["road","rail"] and is ["road","rail","air"]',
  ],
  [
    "a lower limit",
    withMembers({ note: { ...note, maxLength: 50 } }),
    "/data/note: maxLength was 100 and is 50",
  ],
  ["a limit more", withMembers({ id: { ...id, maxLength: 10 } }), "/data/id: maxLength was absent and is 10"],
  ["a limit less", withMembers({ note: { type: "string" } }), "/data/note: maxLength was 100 and is absent"],
  [
    "another pattern",
    withMembers({ id: { ...id, pattern: "^q" } }),
    '/data/id: pattern was "^p" and is "^q"',
  ],
  [
    "a limit of a list's items",
    withMembers({
      parts: {
        ...parts,
        items: { ...parts.items, properties: { weight: { type: "integer", minimum: 1 } } },
      },
    }),
    "/data/parts/*/weight: minimum was 0 and is 1",
  ],
  [
    "a list whose items may be anything",
    withMembers({ parts: { type: "array", minItems: 1 } }),
    "/data/parts: its items are described no more",
  ],
  [
    "a list whose items are described only now",
    withMembers({ note: { ...note, items: { type: "string" } } }),
    "/data/note: its items are described only now",
  ],
  [
    "members that may not be unknown",
    withData(() => ({ additionalProperties: false })),
    "/data: additionalProperties was absent and is false",
  ],
  [
    "another type of the whole",
    { ...released, type: "array" },
    'the event: type was "object" and is "array"',
  ],
  [
    "several at once",
    withData(() => ({ properties: withoutNote, required: ["id", "parts"] })),
    "/data/carrier is optional now: consumers rely on it",
    "/data/note is gone: consumers read it",
  ],
];

describe("a change of an event", () => {
  for (const [what, next] of HARMLESS) {
    it(`of ${what} is harmless`, () => assert.deepEqual(breakingChanges(released, next), []));
  }
  for (const [what, next, ...changes] of REFUSED) {
    it(`to ${what} is refused by name`, () => assert.deepEqual(breakingChanges(released, next), changes));
  }
});
