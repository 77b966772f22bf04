import assert from "node:assert/strict";
import type { Operation, Plan, ResourceChange } from "../plan/plan.ts";
import { losses } from "./losses.ts";

const TABLE = "aws:dynamodb/table:Table";

function change(operation: Operation, type = TABLE, name = "orders"): ResourceChange {
  const properties = [{ path: "hashKey", from: "id", to: "orderId", replaces: true }];
  return { operation, urn: `urn:pulumi:dev::orderflow::${type}::${name}`, type, name, properties };
}

function planOf(...changes: readonly ResourceChange[]): Plan {
  return { stack: "dev", against: "release 1", changes, unchanged: 0, problems: [] };
}

describe("losses", () => {
  it("are replacements and deletions of what holds data, with the cause and the ways out", () => {
    for (const operation of ["replace", "delete"] as const) {
      const [loss = ""] = losses([planOf(change(operation))], []);
      assert.match(
        loss,
        new RegExp(`^dev: ${TABLE} orders would be ${operation}d, because of hashKey from id to orderId`),
      );
      assert.match(loss, /Lost would be its items/);
      assert.match(loss, /releases\/allowed-replacements.json/);
    }
  });

  it("are not updates, nor replacements of what can be made again", () => {
    const made = change("replace", "aws:sqs/queuePolicy:QueuePolicy");
    assert.deepEqual(losses([planOf(change("update"), change("create"), made)], []), []);
  });

  it("may be allowed by type and name, once", () => {
    const allowed = [{ type: TABLE, name: "orders", reason: "exported and read back" }];
    assert.deepEqual(losses([planOf(change("replace"))], allowed), []);
    assert.match(
      losses([planOf(change("replace", TABLE, "other"))], allowed).join("\n"),
      /other would be replaced/,
    );
  });

  it("complain of an allowance that nothing needs", () => {
    const allowed = [{ type: TABLE, name: "orders", reason: "long ago" }];
    assert.match(losses([planOf()], allowed).join("\n"), /is not replaced: remove the entry/);
  });
});
