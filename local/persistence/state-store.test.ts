import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "../../tests/kit/platform.ts";
import { Changes, type Durable } from "../core/durable.ts";
import { StateStore } from "./state-store.ts";

/** Numbers by owner and key. */
class Numbers implements Durable<number> {
  readonly name = "test/numbers";
  readonly changes = new Changes();
  readonly values = new Map<string, number>();

  set(key: string, value: number | undefined): void {
    if (value === undefined) this.values.delete(key);
    else this.values.set(key, value);
    this.changes.mark("owner", key);
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const key of this.values.keys()) yield ["owner", key];
  }

  value(_owner: string, key: string): number | undefined {
    return this.values.get(key);
  }

  restore(_owner: string, key: string, value: number): void {
    this.values.set(key, value);
  }
}

describe("StateStore", () => {
  const open = (directory: string) => {
    const store = StateStore.open(directory);
    const numbers = new Numbers();
    store.attach([numbers]);
    return {
      store,
      numbers,
      lines: () => readFileSync(join(directory, "journal"), "utf8").split("\n").length - 1,
    };
  };

  it("keeps values, their changes and their ends, without being closed", async () => {
    const directory = temporaryDirectory();
    const { store, numbers } = open(directory);
    numbers.set("a", 1);
    numbers.set("b", 2);
    numbers.set("c", 3);
    await store.committed();
    numbers.set("a", 10);
    numbers.set("b", undefined);
    store.setNote("seed", { value: "x" });
    await store.committed();
    const again = open(directory);
    assert.deepEqual(
      [...again.numbers.values],
      [
        ["a", 10],
        ["c", 3],
      ],
    );
    assert.deepEqual(again.store.note("seed"), { value: "x" });
  });

  it("writes what changes at the same time in one record", async () => {
    const { store, numbers, lines } = open(temporaryDirectory());
    const before = lines();
    for (let key = 0; key < 50; key++) numbers.set(String(key), key);
    await Promise.all([store.committed(), store.committed()]);
    assert.equal(lines(), before + 1);
    await store.committed();
    assert.equal(lines(), before + 1);
  });

  it("has committed what changed while an earlier record was being written", async () => {
    const directory = temporaryDirectory();
    const { store, numbers } = open(directory);
    numbers.set("a", 1);
    const first = store.committed();
    numbers.set("b", 2);
    await store.committed();
    assert.equal(open(directory).numbers.values.get("b"), 2);
    await first;
  });

  it("writes what nobody waits for, too", async () => {
    const directory = temporaryDirectory();
    const { store, numbers } = open(directory);
    numbers.set("a", 1);
    await new Promise((resolve) => setImmediate(resolve));
    await store.close();
    assert.equal(open(directory).numbers.values.get("a"), 1);
  });

  it("keeps nothing after it is closed", async () => {
    const directory = temporaryDirectory();
    const { store, numbers } = open(directory);
    numbers.set("a", 1);
    await store.close();
    numbers.set("a", undefined);
    assert.equal(open(directory).numbers.values.get("a"), 1);
  });

  it("can be written anew while it is written to", async () => {
    const directory = temporaryDirectory();
    const { store, numbers } = open(directory);
    numbers.set("a", 1);
    const committed = store.committed();
    numbers.values.clear();
    await store.rewrite();
    await committed;
    numbers.set("b", 2);
    await store.committed();
    assert.deepEqual([...open(directory).numbers.values], [["b", 2]]);
  });

  it("names a damaged file, and the way out", async () => {
    const directory = temporaryDirectory();
    const { store, numbers } = open(directory);
    numbers.set("a", 1);
    await store.committed();
    numbers.set("a", 2);
    await store.close();
    const path = join(directory, "journal");
    writeFileSync(path, readFileSync(path, "utf8").replace('"a",1', '"a",7'));
    assert.throws(
      () => StateStore.open(directory),
      (error: Error) => error.message.includes(path) && /delete that folder/.test(error.message),
    );
  });
});
