import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitFor } from "../../tests/kit/wait.ts";
import { FolderWatcher } from "./folder-watcher.ts";

describe("FolderWatcher", () => {
  let folder: string;
  let watcher: FolderWatcher;
  let batches: ReadonlySet<string>[];

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "orderflow-watch-")));
    mkdirSync(join(folder, "deep/er"), { recursive: true });
    writeFileSync(join(folder, "deep/er/a.ts"), "1");
    batches = [];
    watcher = new FolderWatcher((paths) => batches.push(paths));
    watcher.watch(folder, { deep: true });
  });
  afterEach(() => {
    watcher.close();
    rmSync(folder, { recursive: true });
  });

  const path = (name: string) => join(folder, name);
  const told = (name: string) =>
    waitFor(`${name} to be told of`, () => batches.some((paths) => paths.has(path(name))));

  it("tells of what is written, deep in it too", async () => {
    writeFileSync(path("deep/er/a.ts"), "2");
    await told("deep/er/a.ts");
  });

  it("tells of several saves at once", async () => {
    for (const name of ["a.ts", "b.ts", "c.ts"]) writeFileSync(path(`deep/${name}`), name);
    await told("deep/c.ts");
    assert.equal(batches.length, 1);
    assert.equal(batches[0]?.size, 3);
  });

  it("goes on with a file that an editor replaces, again and again", async () => {
    for (let count = 0; count < 3; count++) {
      batches = [];
      writeFileSync(path("deep/.a.ts.swap"), String(count));
      renameSync(path("deep/.a.ts.swap"), path("deep/er/a.ts"));
      await told("deep/er/a.ts");
    }
  });

  it("tells of files in new folders, and of folders that are moved in and made anew", async () => {
    mkdirSync(path("new/folder"), { recursive: true });
    writeFileSync(path("new/folder/b.ts"), "1");
    await told("new/folder/b.ts");
    batches = [];
    writeFileSync(path("new/folder/b.ts"), "2");
    await told("new/folder/b.ts");
    rmSync(path("new"), { recursive: true });
    await told("new");
    mkdirSync(path("new"));
    batches = [];
    writeFileSync(path("new/c.ts"), "1");
    await told("new/c.ts");
  });

  it("keeps out of dependencies, results and hidden files", async () => {
    for (const name of ["node_modules", "dist", ".local"]) {
      mkdirSync(path(name));
      writeFileSync(path(`${name}/x.ts`), "1");
    }
    writeFileSync(path("last.ts"), "1");
    await told("last.ts");
    assert.deepEqual(
      batches.flatMap((paths) => [...paths]),
      [path("last.ts")],
    );
  });

  it("is content with a folder's own files where it is told to", async () => {
    watcher.close();
    watcher = new FolderWatcher((paths) => batches.push(paths));
    watcher.watch(folder, { deep: false });
    writeFileSync(path("deep/er/a.ts"), "2");
    writeFileSync(path("Pulumi.dev.yaml"), "config: {}");
    await told("Pulumi.dev.yaml");
    assert.ok(!batches.some((paths) => paths.has(path("deep/er/a.ts"))));
  });
});
