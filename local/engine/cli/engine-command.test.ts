import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { waitFor } from "../../../tests/kit/wait.ts";
import { ThingsProcess } from "../fixtures/engine-process.ts";
import type { TestProvider } from "../transcripts/test-provider.ts";
import { withoutSecrets } from "../wire.ts";

describe("npm run local -- engine", function () {
  this.timeout(60_000);
  let engine: ThingsProcess;
  let provider: TestProvider;

  beforeEach(async () => {
    engine = await ThingsProcess.start();
    provider = engine.provider;
  });
  afterEach(() => engine.remove());

  it("deploys, finds the same and destroys, a line of JSON for each step and diagnostic", async () => {
    const made = await engine.run(engine.configured("up"));
    assert.equal(made.code, 0, made.text);
    assert.deepEqual(made.steps, ["create things-dev", "create default_1_0_0", "create a", "create b"]);
    assert.deepEqual(Object.keys(made.events.find(({ op }) => op !== undefined) ?? {}), [
      "op",
      "urn",
      "type",
    ]);
    assert.deepEqual(
      made.events.filter(({ op }) => op === undefined),
      [
        { severity: "info", urn: "", message: "to stdout" },
        { severity: "info#err", urn: "", message: "to stderr" },
      ],
    );
    assert.match(readFileSync(engine.state, "utf8"), /"plaintext": "\\"hunter2\\""/);
    const again = await engine.run(engine.configured("up"), { PULUMI_CONFIG_PASSPHRASE: "pass" });
    assert.deepEqual(new Set(again.events.flatMap(({ op }) => op ?? [])), new Set(["same"]));
    assert.doesNotMatch(readFileSync(engine.state, "utf8"), /hunter2/);
    const gone = await engine.run(engine.configured("destroy"), { PULUMI_CONFIG_PASSPHRASE: "pass" });
    assert.equal(gone.code, 0, gone.text);
    assert.equal(engine.saved().resources, undefined);
  });

  it("keeps what was under way when it is killed, and no lock", async () => {
    provider.prepare({ run: "up", failures: ["hang b"] });
    const child = engine.start(engine.configured("up"));
    await waitFor("b to be under way", () =>
      provider.calls.some(({ call, about }) => call === "create" && about === "b"),
    );
    child.kill("SIGKILL");
    await once(child, "close");
    assert.deepEqual(
      engine.saved().pending_operations?.map((operation) => operation.type),
      ["creating"],
    );
    assert.ok(engine.saved().resources?.some(({ urn }) => String(urn).endsWith("::a")));
    provider.prepare({ run: "up" });
    const { code, text, events } = await engine.run(engine.configured("up"));
    assert.equal(code, 0, text);
    assert.ok(
      events.some(
        ({ severity, message }) => severity === "warning" && /interrupted while creating/.test(message ?? ""),
      ),
      text,
    );
    assert.equal(
      engine.saved().pending_operations?.length,
      1,
      "only the user knows whether b was made the first time",
    );
  });

  it("fails with what the provider says, and keeps what was made", async () => {
    provider.prepare({ run: "up", failures: ["create b"] });
    const { code, events } = await engine.run(engine.configured("up"));
    assert.equal(code, 1);
    const [error] = events.filter(({ severity }) => severity === "error");
    assert.equal(error?.message, "create of b went wrong");
    assert.match(error?.urn ?? "", /::b$/);
    assert.ok(engine.saved().resources?.some(({ urn }) => String(urn).endsWith("::a")));
  });

  it("decrypts the stack's own configuration, and encrypts the state, with the passphrase that is set", async () => {
    const up = engine.arguments("up", "--stack", "encrypted");
    const missing = await engine.run(up);
    assert.equal(missing.code, 1);
    assert.match(missing.text, /Pulumi\.encrypted\.yaml has encrypted values: set PULUMI_CONFIG_PASSPHRASE/);

    const made = await engine.run(up, { PULUMI_CONFIG_PASSPHRASE: "passphrase" });
    assert.equal(made.code, 0, made.text);
    const created = provider.calls.find(({ call, about }) => call === "create" && about === "a");
    assert.deepEqual(withoutSecrets(created?.arguments.inputs), {
      password: "hunter2",
      count: 3,
      name: "a-name-1",
    });
    assert.doesNotMatch(readFileSync(engine.state, "utf8"), /hunter2/);

    const wrong = await engine.run(engine.arguments("destroy"), { PULUMI_CONFIG_PASSPHRASE: "wrong" });
    assert.equal(wrong.code, 1);
    assert.match(wrong.text, /incorrect passphrase for .*dev\.json: set PULUMI_CONFIG_PASSPHRASE/);
    assert.deepEqual(wrong.steps, []);
  });

  it("previews without a state to show for it", async () => {
    const { code } = await engine.run(engine.configured("preview"));
    assert.equal(code, 0);
    assert.equal(existsSync(engine.state), false);
  });

  it("says which provider is missing, and how to name it", async () => {
    const { code, text } = await engine.run(engine.configured("up"), { PULUMI_DEBUG_PROVIDERS: "" });
    assert.equal(code, 1);
    assert.match(
      text,
      /no provider of the package \\?"test\\?": name one in PULUMI_DEBUG_PROVIDERS=test:PORT/,
    );
  });

  it("prints what is wrong with its arguments, and how to use it", async () => {
    const { code, text } = await engine.run(["upp"]);
    assert.equal(code, 1);
    assert.match(text, /Say what to do.*--target-dependents/s);
  });
});
