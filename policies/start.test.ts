import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

describe("the start of the pack", () => {
  let folder: string;
  let pack: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "orderflow-pack-"));
    pack = join(folder, "pack");
    for (const name of ["lib", "rules"]) mkdirSync(join(pack, name), { recursive: true });
    cpSync(join(import.meta.dirname, "start.cjs"), join(pack, "start.cjs"));
    symlinkSync(join(import.meta.dirname, "../node_modules"), join(folder, "node_modules"));
    write("index.ts", 'import { said } from "./lib/said.ts";\nconsole.log(said);');
    write("lib/said.ts", 'export const said: string = "first";');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string) => writeFileSync(join(pack, name), text);
  const started = () =>
    execFileSync(process.execPath, ["start.cjs"], { cwd: pack, encoding: "utf8", stdio: "pipe" }).trim();

  it("keeps what the sources come to, for as long as they are the same", () => {
    assert.equal(started(), "first");
    const kept = join(pack, "node_modules/.cache/pack.cjs");
    const text = readFileSync(kept, "utf8");
    const { ino } = statSync(kept);
    assert.equal(started(), "first");
    assert.equal(statSync(kept).ino, ino);
    write("lib/said.ts", 'export const said: string = "second";');
    assert.equal(started(), "second");
    assert.notEqual(readFileSync(kept, "utf8"), text);
    for (const damaged of [
      text,
      text.slice(0, -9),
      readFileSync(kept, "utf8").replace("second", "faked"),
      "",
    ]) {
      writeFileSync(kept, damaged);
      assert.equal(started(), "second");
    }
  });

  it("does without where nothing can be kept", () => {
    write("node_modules", "");
    assert.equal(started(), "first");
  });

  it("names file and line of what does not build", () => {
    write("lib/said.ts", "export const said = ;");
    assert.throws(started, /lib\/said\.ts:1:20/);
  });
});
