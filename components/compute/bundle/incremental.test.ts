import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundleFunctions } from "./build.ts";
import { IncrementalBundles } from "./incremental.ts";

describe("IncrementalBundles", () => {
  let directory: string;
  let bundles: IncrementalBundles;

  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "orderflow-incremental-")));
    save("package.json", '{"type":"module"}');
    save("functions/shared/text.ts", 'export const text: string = "shared";');
    for (const name of ["a", "b"])
      save(
        `functions/s/${name}/index.ts`,
        `import { text } from "../../shared/text.ts";\nexport const handler = (): string => text + "${name}";`,
      );
    save("functions/s/c/index.ts", 'export const handler = (): string => "c";');
    bundles = new IncrementalBundles(directory);
  });
  afterEach(async () => {
    await bundles.dispose();
    rmSync(directory, { recursive: true });
  });

  function save(path: string, content: string): string {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }
  const bundle = (name: string) =>
    readFileSync(join(directory, "dist/functions/s", name, "index.js"), "utf8");

  /** Whose bundles come at a time. */
  async function updates(path: string): Promise<readonly (readonly string[])[]> {
    const groups: (readonly string[])[] = [];
    for await (const names of bundles.update([path])) groups.push(names);
    return groups;
  }
  const updated = async (path: string) => (await updates(path)).flat();

  it("bundles the functions that are made of what changed, byte for byte as all together", async () => {
    await bundleFunctions(directory);
    const own = save("functions/s/c/index.ts", 'export const handler = (): string => "C";');
    assert.deepEqual(await updated(own), ["s/c"]);
    const shared = save("functions/shared/text.ts", 'export const text: string = "changed";');
    assert.deepEqual(await updated(shared), ["s/a", "s/b"]);
    const incremental = ["a", "b", "c"].map(bundle);
    assert.match(incremental.join(), /"changed".*"changed".*"C"/s);
    rmSync(join(directory, "dist"), { recursive: true });
    await bundleFunctions(directory);
    assert.deepEqual(incremental, ["a", "b", "c"].map(bundle));
  });

  it("knows functions that are new, and leaves alone what no function is made of", async () => {
    const unused = save("functions/shared/unused.ts", "export const unused = 1;");
    assert.deepEqual(await updated(unused), []);
    const added = save("functions/s/d/index.ts", 'export const handler = (): string => "d";');
    assert.deepEqual(await updated(added), ["s/d"]);
  });

  it("has the first functions ready before the others, where many are made of what changed", async () => {
    for (const name of ["d", "e", "f", "g"])
      save(`functions/s/${name}/index.ts`, 'export { text as handler } from "../../shared/text.ts";');
    const shared = save("functions/shared/text.ts", 'export const text: string = "changed";');
    for await (const names of bundles.update([shared])) {
      assert.deepEqual(names, ["s/a", "s/b", "s/d", "s/e"]);
      assert.match(bundle("e"), /"changed"/);
      assert.ok(!existsSync(join(directory, "dist/functions/s/f")));
      break;
    }
    assert.deepEqual(await updates(save("functions/s/c/index.ts", "export const handler = 1;")), [
      ["s/a", "s/b", "s/c", "s/d"],
      ["s/e", "s/f", "s/g"],
    ]);
  });

  it("names file and line of what does not build, and takes it up again when something else is mended", async () => {
    const broken = save("functions/s/a/index.ts", 'export const handler = 1;\nimport "./missing.ts";\n');
    await assert.rejects(updated(broken), /functions\/s\/a\/index\.ts:2:7/);
    const mended = save("functions/s/a/missing.ts", "export {};");
    assert.deepEqual(await updated(mended), ["s/a"]);
  });
});
