import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "../../tests/kit/platform.ts";
import { Clock } from "../core/clock.ts";
import { identityBytes, identityUuid } from "../core/identity.ts";
import { readArchive, withHashes } from "../engine/assets.ts";
import { ARCHIVE, ASSET, type PropertyMap, SIGNATURE } from "../engine/wire.ts";
import type { Command, RecordedCommand } from "./command.ts";
import { CommandDiffers, Commands } from "./commands.ts";
import { KeptAssets } from "./kept-assets.ts";
import { Ports } from "./ports.ts";

const make = (name: string, properties = {}): Command => ({
  kind: "create",
  request: { urn: `urn:${name}`, type: "aws:sqs/queue:Queue", name, properties, preview: false },
});

/** Makes things with an id, a time and a port. */
function world(answer: (name: string) => object = () => ({})) {
  const clock = new Clock();
  let port = 1000;
  const ports = new Ports(() => ++port);
  const made: Record<string, unknown>[] = [];
  const commands = new Commands({
    clock,
    ports,
    perform: async ({ request }) => {
      const { name } = request as { name: string };
      if (name === "bad") throw new Error("refused");
      const taken = ports.next();
      ports.taken(taken);
      await new Promise((resolve) => setImmediate(resolve));
      const thing = { name, id: identityUuid(), at: clock.now(), port: taken, ...answer(name) };
      made.push(thing);
      return thing;
    },
  });
  return { clock, commands, made };
}

async function recordedOf(names: readonly string[]) {
  const { commands, made } = world();
  const recorded: RecordedCommand[] = [];
  commands.record(new KeptAssets(temporaryDirectory()), (command) => recorded.push(command));
  await Promise.all(names.map((name) => commands.run(make(name))));
  return { recorded: JSON.parse(JSON.stringify(recorded)) as RecordedCommand[], made };
}

describe("Commands", () => {
  const assets = () => new KeptAssets(temporaryDirectory());

  it("make the same again: ids, times and ports", async () => {
    const { recorded, made } = await recordedOf(["a", "b", "c"]);
    const other = world();
    await other.commands.replay(recorded, assets());
    assert.deepEqual(other.made, made);
    other.clock.release();
    assert.ok(Math.abs(other.clock.now() - Date.now()) < 1_000);
  });

  it("say so when one comes out differently", async () => {
    const { recorded } = await recordedOf(["a"]);
    const other = world(() => ({ size: 2 }));
    await assert.rejects(other.commands.replay(recorded, assets()), CommandDiffers);
    const failing = recorded.map((entry) => ({ ...entry, command: make("bad") }));
    await assert.rejects(world().commands.replay(failing, assets()), /bad fails now: refused/);
  });

  it("do not record what fails", async () => {
    const { commands } = world();
    const recorded: RecordedCommand[] = [];
    commands.record(assets(), (command) => recorded.push(command));
    await assert.rejects(commands.run(make("bad")), /refused/);
    assert.deepEqual(recorded, []);
  });

  it("fire no timer while one runs", async () => {
    const { clock, commands } = world(() => {
      clock.schedule(0, () => fired.push("timer"));
      return {};
    });
    const fired: string[] = [];
    commands.record(assets(), () => fired.push("recorded"));
    await commands.run(make("a"));
    assert.deepEqual(fired, ["recorded"]);
    clock.close();
  });

  it("keep the files they name, and refuse other content", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "index.js");
    mkdirSync(directory, { recursive: true });
    writeFileSync(path, "hello");
    const hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    const { commands } = world();
    const kept = new KeptAssets(join(directory, "kept"));
    const recorded: RecordedCommand[] = [];
    commands.record(kept, (command) => recorded.push(command));
    await commands.run(make("a", { code: { [SIGNATURE]: ASSET, path, hash } }));
    writeFileSync(path, "something else");
    await world().commands.replay(recorded, kept);
    writeFileSync(join(directory, "kept", hash), "damaged");
    await assert.rejects(world().commands.replay(recorded, kept), /to create .* other content/);
  });

  it("keep a file that has changed since its hash was taken as it is when it is deployed", async () => {
    const path = join(temporaryDirectory(), "index.js");
    writeFileSync(path, "export const version = 1;");
    const code = {
      [SIGNATURE]: ARCHIVE,
      assets: { "index.js": { [SIGNATURE]: ASSET, path } },
    };
    const { code: hashed } = await withHashes({ code }, "/");
    writeFileSync(path, "export const version = 2;");
    const { commands } = world();
    const kept = new KeptAssets(temporaryDirectory());
    const recorded: RecordedCommand[] = [];
    commands.record(kept, (command) => recorded.push(command));
    await commands.run(make("a", { code: hashed }));
    writeFileSync(path, "export const version = 3;");
    await world().commands.replay(recorded, kept);
    const [{ command }] = recorded as [RecordedCommand];
    assert.equal(command.kind, "create");
    const archive = await readArchive(command.request.properties.code as PropertyMap);
    assert.equal(archive.kind, "files");
    assert.equal(Buffer.from(archive.files.get("index.js") ?? []).toString(), "export const version = 2;");
  });
});

describe("Ports", () => {
  it("offer the expected ones only, and say which one is taken where it will not do", () => {
    const ports = new Ports(() => 5000);
    ports.expect([4567]);
    assert.equal(ports.next(), 4567);
    assert.throws(() => ports.next(), { code: "EADDRINUSE", port: 4567 });
    ports.expect(undefined);
    assert.equal(ports.next(), 5000);
  });
});

describe("identities", () => {
  it("are random without a seed", () => {
    assert.notDeepEqual(identityBytes(16), identityBytes(16));
    assert.match(identityUuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
