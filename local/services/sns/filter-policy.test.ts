import assert from "node:assert/strict";
import { type FilterPolicyScope, parseFilterPolicy } from "./filter-policy.ts";
import { queueArn, SnsHarness } from "./testing.ts";

type Json = Readonly<Record<string, unknown>>;

function passes(policy: Json, document: Json, scope: FilterPolicyScope = "MessageBody"): boolean {
  const compiled = parseFilterPolicy(JSON.stringify(policy), scope);
  assert.ok(compiled);
  return compiled(document);
}

describe("SNS filter policies", () => {
  const table: readonly [policy: Json, matching: readonly Json[], others: readonly Json[]][] = [
    [{ a: ["x", "y"] }, [{ a: "x" }, { a: ["z", "y"] }], [{ a: "X" }, { a: "z" }, {}, { a: [] }]],
    [{ a: [5] }, [{ a: 5 }, { a: 5.000001 }], [{ a: "5" }, { a: 5.1 }]],
    [{ a: [true, null] }, [{ a: true }, { a: null }], [{ a: false }, { a: "true" }, {}]],
    [{ a: ["x"], b: [1] }, [{ a: "x", b: 1 }], [{ a: "x" }, { b: 1 }]],
    [{ a: [{ prefix: "or" }] }, [{ a: "order" }], [{ a: "Order" }, { a: 1 }, {}]],
    [{ a: [{ suffix: ".jpg" }] }, [{ a: "a.jpg" }], [{ a: "a.png" }]],
    [{ a: [{ "equals-ignore-case": "Tennis" }] }, [{ a: "TENNIS" }], [{ a: "ten" }, { a: 1 }]],
    [
      { a: [{ "anything-but": "x" }] },
      [{ a: "y" }, { a: 1 }, { a: ["x", "y"] }],
      [{ a: "x" }, {}, { a: ["x"] }],
    ],
    [{ a: [{ "anything-but": ["x", 2] }] }, [{ a: "y" }, { a: 3 }], [{ a: "x" }, { a: 2 }]],
    [{ a: [{ "anything-but": { prefix: "x" } }] }, [{ a: "ax" }], [{ a: "xa" }, {}]],
    [{ a: [{ "anything-but": { suffix: "x" } }] }, [{ a: "xa" }], [{ a: "ax" }, {}]],
    [{ a: [{ numeric: ["=", 301.5] }] }, [{ a: 301.5 }], [{ a: 301 }, { a: "301.5" }]],
    [{ a: [{ numeric: ["<", 0] }] }, [{ a: -1 }], [{ a: 0 }]],
    [{ a: [{ numeric: [">", 0, "<=", 150] }] }, [{ a: 1 }, { a: 150 }], [{ a: 0 }, { a: 151 }]],
    [{ a: [{ exists: true }] }, [{ a: "x" }, { a: null }], [{}, { b: 1 }]],
    [{ a: [{ exists: false }] }, [{}, { b: 1 }], [{ a: "x" }]],
    [{ a: [{ cidr: "10.0.0.0/24" }] }, [{ a: "10.0.0.255" }], [{ a: "10.0.1.0" }, { a: "x" }]],
    [{ a: [{ cidr: "2001:db8::/32" }] }, [{ a: "2001:db8::1" }], [{ a: "2001:db9::1" }]],
    [{ a: ["x", { numeric: [">", 5] }] }, [{ a: "x" }, { a: 6 }], [{ a: 5 }]],
    [
      { $or: [{ a: ["x"] }, { b: [{ exists: true }] }], c: [1] },
      [
        { a: "x", c: 1 },
        { b: 2, c: 1 },
      ],
      [{ a: "x" }, { c: 1 }],
    ],
    [
      { order: { status: ["new"], items: { sku: ["s1"] } } },
      [{ order: { status: "new", items: [{ sku: "s0" }, { sku: "s1" }] } }],
      [{ order: { status: "new", items: [] } }, { order: "new" }, { status: "new" }],
    ],
    [{ order: { coupon: [{ exists: false }] } }, [{ order: {} }, {}], [{ order: { coupon: "c" } }]],
  ];
  for (const [policy, matching, others] of table)
    it(`applies ${JSON.stringify(policy)}`, () => {
      for (const document of matching) assert.equal(passes(policy, document), true, JSON.stringify(document));
      for (const document of others) assert.equal(passes(policy, document), false, JSON.stringify(document));
    });

  const many = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
  const refused: readonly [policy: unknown, message: RegExp, scope?: FilterPolicyScope][] = [
    ["{", /failed to parse JSON/],
    [[], /must be a JSON object/],
    [{ a: "x" }, /"a" must be an object or an array/],
    [{ a: [] }, /Empty arrays/],
    [{ a: {} }, /Empty objects/, "MessageBody"],
    [{ a: { b: ["x"] } }, /does not support nested/],
    [{ a: [{ like: "x" }] }, /Unrecognized match type like/],
    [{ a: [{ prefix: "x", suffix: "y" }] }, /Only one key/],
    [{ a: [["x"]] }, /Match value must be/],
    [{ a: [{ exists: "yes" }] }, /exists match pattern/],
    [{ a: [{ prefix: 1 }] }, /prefix match pattern must be a string/],
    [{ a: [{ numeric: [] }] }, /Invalid member/],
    [{ a: [{ numeric: ["!=", 1] }] }, /Unrecognized numeric range operator/],
    [{ a: [{ numeric: ["<", "1"] }] }, /must be numeric/],
    [{ a: [{ numeric: ["<", 1, ">", 0] }] }, /Too many elements/],
    [{ a: [{ numeric: [">", 1, "<", 0] }] }, /Bottom must be less than top/],
    [{ a: [2_000_000_000] }, /1.0E9/],
    [{ a: [{ cidr: "10.0.0.0" }] }, /Malformed CIDR/],
    [{ a: [{ "anything-but": [] }] }, /Empty arrays/],
    [{ a: [{ "anything-but": { numeric: ["=", 1] } }] }, /Unsupported anything-but/],
    [{ $or: [{ a: ["x"] }] }, /at least 2 objects/],
    [Object.fromEntries(many(6).map((key) => [key, ["x"]])), /more than 5 keys/],
    [{ a: many(76), b: many(2) }, /too complex/],
    [{ a: { b: many(76) } }, /too complex/, "MessageBody"],
  ];
  for (const [policy, message, scope = "MessageAttributes"] of refused)
    it(`refuses ${JSON.stringify(policy).slice(0, 60)} on ${scope}`, () => {
      const json = typeof policy === "string" ? policy : JSON.stringify(policy);
      assert.throws(() => parseFilterPolicy(json, scope), { code: "InvalidParameter", message });
    });

  it("takes 150 combinations and nested keys beyond the fifth", () => {
    assert.ok(parseFilterPolicy(JSON.stringify({ a: many(75), b: many(2) }), "MessageAttributes"));
    const nested = Object.fromEntries(many(6).map((key) => [key, ["x"]]));
    assert.ok(parseFilterPolicy(JSON.stringify({ a: nested }), "MessageBody"));
    assert.equal(parseFilterPolicy("{}", "MessageAttributes"), undefined);
  });

  describe("on a subscription", () => {
    let h: SnsHarness;
    let topic: string;
    beforeEach(async () => {
      h = new SnsHarness();
      topic = await h.topic("t");
      await h.queue("q", topic);
    });
    afterEach(() => h.close());

    const subscribe = (attributes: Readonly<Record<string, string>>) =>
      h.subscribe(topic, queueArn("q"), { RawMessageDelivery: "true", ...attributes });
    const attribute = (DataType: string, StringValue: string) => ({
      MessageAttributes: { a: { DataType, StringValue } },
    });

    it("looks at attributes by their types", async () => {
      await subscribe({ FilterPolicy: JSON.stringify({ a: ["x", { numeric: [">", 5] }] }) });
      await h.publish(topic, "no attributes");
      await h.publish(topic, "string", attribute("String", "x"));
      await h.publish(topic, "text number", attribute("String", "6"));
      await h.publish(topic, "number", attribute("Number", "6"));
      await h.publish(topic, "list", attribute("String.Array", '["y","x"]'));
      await h.publish(topic, "binary", {
        MessageAttributes: { a: { DataType: "Binary", BinaryValue: "eA==" } },
      });
      assert.deepEqual(
        (await h.receive(queueArn("q"))).map(({ Body }) => Body),
        ["string", "number", "list"],
      );
      assert.equal(h.sum("NumberOfNotificationsFilteredOut"), 3);
      assert.equal(h.sum("NumberOfNotificationsFilteredOut-NoMessageAttributes"), 1);
    });

    it("looks at the body, which has to be a JSON object", async () => {
      await subscribe({ FilterPolicy: '{"detail":{"kind":["x"]}}', FilterPolicyScope: "MessageBody" });
      await h.publish(topic, "text");
      await h.publish(topic, '{"detail":{"kind":"y"}}');
      await h.publish(topic, '{"detail":{"kind":"x"}}');
      assert.deepEqual(
        (await h.receive(queueArn("q"))).map(({ Body }) => Body),
        ['{"detail":{"kind":"x"}}'],
      );
      assert.equal(h.sum("NumberOfNotificationsFilteredOut-InvalidMessageBody"), 1);
      assert.equal(h.sum("NumberOfNotificationsFilteredOut-MessageBody"), 1);
    });

    it("can be changed, taken away, and not left inconsistent", async () => {
      const SubscriptionArn = await subscribe({
        FilterPolicy: '{"a":{"b":["x"]}}',
        FilterPolicyScope: "MessageBody",
      });
      const set = (AttributeName: string, AttributeValue: string) =>
        h.call("SetSubscriptionAttributes", { SubscriptionArn, AttributeName, AttributeValue });
      await assert.rejects(set("FilterPolicyScope", "MessageAttributes"), /does not support nested/);
      await set("FilterPolicy", "{}");
      await h.publish(topic, "any");
      assert.equal((await h.receive(queueArn("q"))).length, 1);
    });
  });
});
