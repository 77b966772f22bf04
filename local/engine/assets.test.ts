import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isArchive, isAsset, readArchive, readAsset, withAbsolutePaths, withHashes } from "./assets.ts";
import { ARCHIVE, ASSET, type PropertyMap, SIGNATURE } from "./wire.ts";

const asset = (content: PropertyMap): PropertyMap => ({ [SIGNATURE]: ASSET, ...content });
const archive = (content: PropertyMap): PropertyMap => ({ [SIGNATURE]: ARCHIVE, ...content });

describe("assets", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "assets-"));
    mkdirSync(join(directory, "code", "lib"), { recursive: true });
    writeFileSync(join(directory, "code", "index.js"), "a");
    writeFileSync(join(directory, "code", "lib", "b.js"), "b");
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  async function resolved(value: PropertyMap): Promise<PropertyMap> {
    const { value: result } = await withAbsolutePaths(await withHashes({ value }, directory), directory);
    assert.ok(isAsset(result) || isArchive(result));
    return result;
  }

  async function filesOf(value: PropertyMap): Promise<Record<string, string>> {
    const content = await readArchive(value);
    assert.ok(content.kind === "files");
    return Object.fromEntries(
      [...content.files].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
    );
  }

  it("makes paths absolute and adds the SHA-256 of the content", async () => {
    const file = await resolved(asset({ path: "code/index.js", __pulumiAsset: true }));
    const text = await resolved(asset({ text: "a" }));
    assert.deepEqual(Object.keys(file), [SIGNATURE, "path", "hash"]);
    assert.equal(file.path, join(directory, "code", "index.js"));
    assert.equal(file.hash, text.hash, "the same content has the same hash");
    assert.equal(Buffer.from(await readAsset(text)).toString(), "a");
  });

  it("reads a directory and a nested archive alike, and hashes by content and name", async () => {
    const fromDirectory = await resolved(archive({ path: "code" }));
    const fromAssets = await resolved(
      archive({
        assets: {
          "index.js": asset({ text: "a" }),
          lib: archive({ assets: { "b.js": asset({ path: "code/lib/b.js" }) } }),
        },
      }),
    );
    const files = { "index.js": "a", "lib/b.js": "b" };
    assert.deepEqual(await filesOf(fromDirectory), files);
    assert.deepEqual(await filesOf(fromAssets), files);
    assert.equal(fromDirectory.hash, fromAssets.hash);
    writeFileSync(join(directory, "code", "index.js"), "changed");
    assert.notEqual((await resolved(archive({ path: "code" }))).hash, fromAssets.hash);
  });

  it("has Pulumi's own hash of an archive", async () => {
    const { value } = await withHashes({ value: archive({ path: "code" }) }, directory);
    assert.ok(isArchive(value));
    assert.equal(value.path, "code", "the path stays as the program gave it");
    assert.equal(value.hash, "2e4784e14c4c842827978309a216a470aba14e6a2ca3dd6b987d174d9078aa71");
  });

  it("hands an archive file over as it is", async () => {
    writeFileSync(join(directory, "code.zip"), "zip");
    const content = await readArchive(await resolved(archive({ path: "code.zip" })));
    assert.ok(content.kind === "file");
    assert.equal(Buffer.from(content.bytes).toString(), "zip");
  });

  it("names the file that can't be read, and refuses remote ones", async () => {
    await assert.rejects(resolved(asset({ path: "gone.js" })), /asset .*gone\.js can't be read/);
    await assert.rejects(resolved(archive({ uri: "https://x/y.zip" })), /https:\/\/x\/y\.zip is remote/);
  });
});
