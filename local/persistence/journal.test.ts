import assert from "node:assert/strict";
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "../../tests/kit/platform.ts";
import { Journal, JournalDamaged } from "./journal.ts";

const RECORDS = ['[1,"ä"]', "[2]", "[3]"];

async function written(): Promise<string> {
  const path = join(temporaryDirectory(), "journal");
  const { journal } = Journal.open(path);
  for (const record of RECORDS) await journal.append(record);
  journal.close();
  return path;
}

function reopened(path: string): readonly string[] {
  const { journal, records } = Journal.open(path);
  journal.close();
  return records;
}

describe("Journal", () => {
  it("gives back what was appended", async () => {
    assert.deepEqual(reopened(await written()), RECORDS);
  });

  it("drops a last record that is cut off at any byte, and goes on behind the one before", async () => {
    const path = await written();
    const whole = readFileSync(path);
    const start = whole.lastIndexOf("\n", whole.length - 2) + 1;
    for (let end = start; end < whole.length; end++) {
      writeFileSync(path, whole.subarray(0, end));
      assert.deepEqual(reopened(path), RECORDS.slice(0, 2));
      const { journal } = Journal.open(path);
      await journal.append("[4]");
      journal.close();
      assert.deepEqual(reopened(path), [...RECORDS.slice(0, 2), "[4]"]);
    }
  });

  it("drops a last record whose bytes never all came to the disk", async () => {
    const path = await written();
    const { length } = readFileSync(path);
    truncateSync(path, length - 3);
    appendFileSync(path, "\0\0\n");
    assert.deepEqual(reopened(path), RECORDS.slice(0, 2));
  });

  it("refuses a damaged record before the last, and says where it is", async () => {
    const path = await written();
    const bytes = readFileSync(path);
    const second = bytes.indexOf("\n") + 1;
    for (const at of [0, 12, second, second + 10]) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(path, damaged);
      assert.throws(
        () => Journal.open(path),
        (error: Error) =>
          error instanceof JournalDamaged && error.message.includes(`line ${at < second ? 1 : 2}`),
      );
    }
  });

  it("replaces all records at once", async () => {
    const path = await written();
    const { journal } = Journal.open(path);
    journal.replace(["[5]"]);
    await journal.append("[6]");
    assert.equal(journal.bytes, readFileSync(path).length);
    journal.close();
    assert.deepEqual(reopened(path), ["[5]", "[6]"]);
  });
});
