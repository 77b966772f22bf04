import assert from "node:assert/strict";
import fc from "fast-check";
import { ConfigError } from "./errors.ts";
import { kebabCase, NAME_LIMITS, pascalCase, physicalName } from "./names.ts";

const LONG_STACK = "feature-checkout-rewrite-2026-11-for-qa1";
const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,60}$/);
const stackName = fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/);
const limit = fc.integer({ min: 40, max: 512 });

describe("physicalName", () => {
  it("is the logical name and the stack", () => {
    assert.equal(physicalName(80, "order-events", "dev"), "order-events-dev");
    assert.equal(physicalName(64, "orders-create", "prod"), "orders-create-prod");
  });

  it("ends in a hash of both where the stack's name is not plain", () => {
    assert.match(physicalName(80, "orders", "pr-12"), /^orders-pr-12-[0-9a-f]{8}$/);
    assert.match(physicalName(80, "orders", "Jane.dev"), /^orders-Jane-dev-[0-9a-f]{8}$/);
  });

  it("tells apart what only differs in where the dash is", () => {
    const names = [
      physicalName(80, "order-events", "dlq-dev"),
      physicalName(80, "order-events-dlq", "dev"),
      physicalName(80, "order", "events-dlq-dev"),
    ];
    assert.equal(new Set(names).size, names.length);
  });

  for (const [kind, max] of Object.entries(NAME_LIMITS)) {
    it(`fits a stack name of 40 characters into the ${max} of a ${kind}`, () => {
      assert.equal(LONG_STACK.length, 40);
      const name = physicalName(max, "order-events-orders-process-backlog", LONG_STACK);
      assert.ok(name.length <= max, name);
      assert.match(name, /^[A-Za-z][A-Za-z0-9_-]+$/);
    });
  }

  it("is within the limit, of characters every service takes, and the same every time", () => {
    fc.assert(
      fc.property(limit, word, stackName, (max, name, stack) => {
        const result = physicalName(max, name, stack);
        assert.ok(result.length <= max);
        assert.match(result, /^[A-Za-z][A-Za-z0-9_-]*$/);
        assert.equal(physicalName(max, name, stack), result);
      }),
    );
  });

  it("differs wherever name or stack differ", () => {
    fc.assert(
      fc.property(limit, word, stackName, word, stackName, (max, name, stack, otherName, otherStack) => {
        fc.pre(name !== otherName || stack !== otherStack);
        assert.notEqual(physicalName(max, name, stack), physicalName(max, otherName, otherStack));
      }),
    );
  });

  it("differs where the same characters are split otherwise between name and stack", () => {
    const parts = fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 3, maxLength: 6 });
    fc.assert(
      fc.property(limit, parts, fc.nat(), fc.nat(), (max, words, first, second) => {
        const split = (at: number) => 1 + (at % (words.length - 1));
        fc.pre(split(first) !== split(second));
        const named = (at: number) =>
          physicalName(max, words.slice(0, split(at)).join("-"), words.slice(split(at)).join("-"));
        assert.notEqual(named(first), named(second));
      }),
    );
  });

  for (const name of ["", "1st", "orders/create", "größe", "a b"]) {
    it(`refuses the logical name '${name}'`, () => {
      assert.throws(
        () => physicalName(80, name, "dev"),
        (error: Error) => error instanceof ConfigError && error.message.includes(`'${name}'`),
      );
    });
  }
});

describe("pascalCase", () => {
  it("joins words as a statement id needs them", () => {
    assert.equal(pascalCase("order-events", "queue", "key"), "OrderEventsQueueKey");
  });
});

describe("kebabCase", () => {
  it("makes a route part of a name", () => {
    assert.equal(kebabCase("GET /v1/orders/{id}"), "get-v1-orders-id");
  });
});
