import assert from "node:assert/strict";
import { httpEvent } from "../testing/events.ts";
import { BadRequestError } from "./errors.ts";
import { idempotencyKeyOf } from "./idempotency-key.ts";

const keyOf = (key: string) => idempotencyKeyOf(httpEvent({ headers: { "idempotency-key": key } }));

describe("idempotencyKeyOf", () => {
  it("gives undefined where the client sent none", () => {
    assert.equal(idempotencyKeyOf(httpEvent()), undefined);
  });

  for (const key of ["1", "!~", '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "a,b", "x".repeat(255)]) {
    it(`takes ${key.slice(0, 40)} as it is`, () => {
      assert.equal(keyOf(key), key);
    });
  }

  for (const key of ["", " ", "a b", "a\tb", "a\n", "ä", "\u0000", "\u007f", "x".repeat(256)]) {
    it(`refuses ${JSON.stringify(key).slice(0, 40)}, and does not repeat it`, () => {
      assert.throws(
        () => keyOf(key),
        (error) => error instanceof BadRequestError && /1 to 255 visible ASCII/.test(error.message),
      );
    });
  }
});
