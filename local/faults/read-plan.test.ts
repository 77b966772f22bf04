import assert from "node:assert/strict";
import { EVERYDAY_FAULTS } from "./default-plan.ts";
import { FaultPlanError, readPlan } from "./read-plan.ts";

const services = new Map([
  ["sqs", new Set(["SendMessage", "ReceiveMessage"])],
  ["dynamodb", new Set(["PutItem", "GetItem"])],
  ["lambda", new Set(["Invoke"])],
]);

const rule = (members: object) => ({ seed: 1, rules: [{ fault: "error" }, members] });

describe("readPlan", () => {
  it("takes every kind of fault with what belongs to it", () => {
    const plan = {
      seed: 2 ** 32 - 1,
      rules: [
        {
          fault: "drop",
          service: "sqs",
          operation: "SendMessage",
          resource: "order-events*",
          function: "orders-*",
        },
        { fault: "delay", delayMs: 900_000, probability: 0 },
        { fault: "duplicate", service: "sqs", probability: 0.5 },
        { fault: "duplicate", times: 1 },
        { fault: "reorder", resource: "order-events*" },
        { fault: "throttle", service: "lambda", code: "Custom" },
        { fault: "error", operation: "GetItem", times: 3, after: 0 },
        { fault: "crash-before", after: 2 },
        { fault: "crash-after", service: "lambda" },
        { fault: "conflict" },
        { fault: "lag", service: "dynamodb", lagMs: 60_000 },
      ],
    };
    assert.deepEqual(readPlan(plan, services), plan);
  });

  it("takes the faults of end-to-end tests", () => {
    assert.equal(readPlan({ rules: EVERYDAY_FAULTS }, services).rules.length, EVERYDAY_FAULTS.length);
  });

  it("draws a seed where there is none", () => {
    const seeds = new Set(Array.from({ length: 5 }, () => readPlan({ rules: [] }, services).seed));
    assert.ok(seeds.size > 1);
  });

  for (const [plan, message] of [
    [undefined, "The plan must be an object, but is absent."],
    [[], "The plan must be an object, but is []."],
    [{ seed: 1 }, "rules must be a list of rules, but is absent."],
    [{ rules: [], sead: 1 }, "The plan has the member 'sead', which is not one of seed, rules."],
    [{ rules: [], seed: -1 }, "seed must be an integer from 0 to 4294967295, but is -1."],
    [{ rules: [], seed: 1.5 }, "seed must be an integer from 0 to 4294967295, but is 1.5."],
    [rule([]), "rules[1] must be an object, but is []."],
    [rule({}), /^rules\[1\]\.fault must be one of drop, delay, .*, lag, but is absent\.$/],
    [rule({ fault: "explode" }), /^rules\[1\]\.fault .* but is "explode"\.$/],
    [rule({ fault: "error", propability: 1 }), /^rules\[1\] has the member 'propability'/],
    [
      rule({ fault: "error", probability: 1.1 }),
      "rules[1].probability must be a number from 0 to 1, but is 1.1.",
    ],
    [rule({ fault: "error", probability: "1" }), /^rules\[1\]\.probability .* but is "1"\.$/],
    [rule({ fault: "error", times: 0 }), /^rules\[1\]\.times must be an integer from 1 /],
    [rule({ fault: "error", after: -1 }), /^rules\[1\]\.after must be an integer from 0 /],
    [rule({ fault: "error", resource: "" }), /^rules\[1\]\.resource must be a text that is not empty/],
    [
      rule({ fault: "error", service: "sns" }),
      'rules[1].service must be one of dynamodb, lambda, sqs, but is "sns".',
    ],
    [
      rule({ fault: "error", service: "sqs", operation: "PutItem" }),
      "rules[1].operation must be an operation that 'sqs' has on the local cloud, but is \"PutItem\".",
    ],
    [rule({ fault: "error", operation: "Putitem" }), /^rules\[1\]\.operation .*any service.* "Putitem"\.$/],
    [rule({ fault: "conflict", operation: "SendMessage" }), /^rules\[1\]\.operation .*'dynamodb'/],
    [rule({ fault: "lag", service: "sqs", lagMs: 1 }), /^rules\[1\]\.service must be 'dynamodb' or absent/],
    [rule({ fault: "duplicate", service: "dynamodb" }), /^rules\[1\]\.service must be 'sqs' or absent/],
    [
      rule({ fault: "duplicate" }),
      /^rules\[1\]\.probability is 1, and every duplicate .* set rules\[1\]\.times\.$/,
    ],
    [
      rule({ fault: "reorder", function: "f" }),
      "rules[1].function means nothing for the fault 'reorder': leave it out.",
    ],
    [rule({ fault: "delay" }), "rules[1].delayMs is missing: the fault 'delay' needs it."],
    [rule({ fault: "delay", delayMs: 900_001 }), /^rules\[1\]\.delayMs must be an integer from 1 to 900000/],
    [rule({ fault: "lag" }), "rules[1].lagMs is missing: the fault 'lag' needs it."],
    [rule({ fault: "lag", lagMs: 60_001 }), /^rules\[1\]\.lagMs must be an integer from 1 to 60000/],
    [rule({ fault: "error", lagMs: 5 }), "rules[1].lagMs means nothing for the fault 'error': leave it out."],
    [rule({ fault: "drop", code: "X" }), "rules[1].code means nothing for the fault 'drop': leave it out."],
    [rule({ fault: "drop", service: "lambda" }), /^rules\[1\]\.fault 'drop' cannot happen to invocations/],
  ] as const) {
    it(`refuses ${JSON.stringify(plan)}`, () => {
      assert.throws(
        () => readPlan(plan, services),
        (error: Error) => {
          assert.ok(error instanceof FaultPlanError);
          if (typeof message === "string") assert.equal(error.message, message);
          else assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});
