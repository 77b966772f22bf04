import assert from "node:assert/strict";
import { Properties } from "./properties.ts";
import { UNKNOWN_STRING } from "./testing/unknown.ts";
import { MalformedDocumentError, UnknownValueError } from "./verdict.ts";

describe("Properties", () => {
  it("are read by paths, and by names that have dots themselves", () => {
    const props = new Properties({ tags: { "cost.center": "orders" }, tracingConfig: { mode: "Active" } });
    assert.equal(props.string("tracingConfig.mode"), "Active");
    assert.equal(props.block("tags")?.string("cost.center"), "orders");
    assert.equal(props.string("tracingConfig.mode.of"), undefined);
  });

  it("throw at what is unknown, below it and in it, and count it as set", () => {
    const props = new Properties({
      role: UNKNOWN_STRING,
      tags: { owner: UNKNOWN_STRING, service: "orders" },
    });
    for (const path of ["role", "role.arn", "tags", "tags.owner"]) {
      assert.throws(() => props.get(path), UnknownValueError, path);
      assert.ok(props.has(path), path);
    }
    assert.throws(() => props.blocks("role"), UnknownValueError);
    assert.equal(props.string("tags.service"), "orders");
  });

  it('take the provider\'s "" for what is not set, and text for the numbers and booleans in it', () => {
    const props = new Properties({ kmsKeyId: "", size: "5", isOpen: "false", empty: " " });
    assert.deepEqual([props.has("kmsKeyId"), props.string("kmsKeyId")], [false, undefined]);
    assert.deepEqual(
      [props.number("size"), props.boolean("isOpen"), props.number("empty")],
      [5, false, undefined],
    );
  });

  it("read documents as blocks, whatever they hold", () => {
    const props = new Properties({
      one: '{"deadLetterTargetArn":"arn:x"}',
      list: '[{"Rules":[{"Permission":["aoss:*"]}]},null,7]',
      none: "",
      broken: "{",
    });
    assert.equal(props.document("one")?.string("deadLetterTargetArn"), "arn:x");
    const rules = props.documents("list").map((each) => each.blocks("Rules"));
    assert.deepEqual(rules[0]?.[0]?.strings("Permission"), ["aoss:*"]);
    assert.deepEqual(rules.slice(1), [[], []]);
    assert.deepEqual(
      [props.document("none"), props.documents("one"), props.documents("none")],
      [undefined, [], []],
    );
    assert.throws(() => props.document("broken"), MalformedDocumentError);
  });
});
