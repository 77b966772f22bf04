import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { UpdateRequest } from "../provider/provider.ts";
import { updateAssets } from "./asset-updates.ts";
import { withHashes } from "./assets.ts";
import type { DeploymentState, ResourceRecord } from "./state.ts";
import { ARCHIVE, ASSET, type PropertyMap, SIGNATURE } from "./wire.ts";

const FUNCTION = "aws:lambda/function:Function";

describe("updateAssets", () => {
  let directory: string;
  let updates: UpdateRequest[];

  /** Answers what it is given; of a function called `refused` it throws. */
  const provider = {
    update: async (request: UpdateRequest) => {
      if (request.name === "refused") throw new Error("too large");
      updates.push(request);
      return { ...request.news, version: "2" };
    },
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "orderflow-assets-"));
    updates = [];
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const save = (name: string, text: string) => writeFileSync(join(directory, name), text);

  async function record(name: string, inputs: PropertyMap): Promise<ResourceRecord> {
    return {
      urn: `urn:pulumi:dev::test::${FUNCTION}::${name}`,
      type: FUNCTION,
      name,
      custom: true,
      id: name,
      inputs: await withHashes(inputs, directory),
      outputs: {},
      protect: false,
      dependencies: [],
      propertyDependencies: {},
    };
  }

  const codeOf = (file: string) => ({
    code: { [SIGNATURE]: ARCHIVE, assets: { "index.js": { [SIGNATURE]: ASSET, path: file } } },
  });

  it("updates what has files of other content, and nothing else", async () => {
    save("a.js", "1");
    save("b.js", "1");
    const plain = await record("plain", { text: "unchanged" });
    const resources = [await record("a", codeOf("a.js")), await record("b", codeOf("b.js")), plain];
    const state: DeploymentState = { resources };
    assert.deepEqual((await updateAssets(state, provider, directory)).updated, []);

    save("a.js", "2");
    const { state: renewed, updated, failures } = await updateAssets(state, provider, directory);
    assert.deepEqual([updated.map(({ name }) => name), failures], [["a"], []]);
    const paths = updates.map(({ news }) => (news as ReturnType<typeof codeOf>).code.assets["index.js"].path);
    assert.deepEqual(paths, [join(directory, "a.js")]);
    assert.deepEqual(renewed.resources.slice(1), resources.slice(1));
    assert.equal(renewed.resources[0]?.outputs.version, "2");
    assert.deepEqual((await updateAssets(renewed, provider, directory)).updated, []);
  });

  it("keeps what it did when the provider refuses another, which stays as it was", async () => {
    save("a.js", "1");
    const resources = [await record("refused", codeOf("a.js")), await record("a", codeOf("a.js"))];
    save("a.js", "2");
    const { state, updated, failures } = await updateAssets({ resources }, provider, directory);
    assert.deepEqual(
      updated.map(({ name }) => name),
      ["a"],
    );
    assert.equal(state.resources[0], resources[0]);
    assert.match(String(failures[0]), /Function refused: too large/);
  });
});
