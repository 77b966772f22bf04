import assert from "node:assert/strict";
import { AwsError } from "./errors.ts";
import { Members } from "./members.ts";

describe("Members", () => {
  const members = (input: unknown) => new Members(input, (name) => new AwsError("Missing", name));

  it("reads what the wire carried, and text for numbers and booleans", () => {
    const input = members({
      a: "x",
      n: 3,
      t: "4",
      b: "true",
      l: ["x"],
      m: { k: "v" },
      s: [{ a: "y" }],
      none: null,
    });
    assert.equal(input.text("a"), "x");
    assert.equal(input.integer("n"), 3);
    assert.equal(input.integer("t"), 4);
    assert.equal(input.optionalBoolean("b"), true);
    assert.deepEqual(input.optionalTexts("l"), ["x"]);
    assert.deepEqual(input.optionalTextMap("m"), { k: "v" });
    assert.equal(input.structures("s")[0]?.text("a"), "y");
    assert.equal(input.optionalText("none"), undefined);
  });

  it("answers for absent members as the service does", () =>
    assert.throws(() => members({}).text("QueueUrl"), { code: "Missing", message: "QueueUrl" }));

  const malformed: readonly [string, (input: Members) => unknown][] = [
    ["a string", (input) => input.text("v")],
    ["a number", (input) => input.number("v")],
    ["an integer", (input) => input.integer("v")],
    ["a boolean", (input) => input.optionalBoolean("v")],
    ["a list of strings", (input) => input.optionalTexts("v")],
    ["a map of strings", (input) => input.optionalTextMap("m")],
  ];
  for (const [type, read] of malformed)
    it(`refuses what is not ${type}`, () =>
      assert.throws(() => read(members({ v: [1.5], m: { k: 1 } })), {
        code: "SerializationException",
        message: /must be/,
      }));

  it("refuses an input that is no structure", () =>
    assert.throws(() => members([1]), { code: "SerializationException" }));

  it("refuses members the local cloud does not honour", () =>
    assert.throws(() => members({ unmask: true }).refuse("GetLogEvents", "unmask"), {
      code: "UnsupportedOperationException",
      message: /GetLogEvents with unmask/,
    }));
});
