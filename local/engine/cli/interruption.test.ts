import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { waitFor } from "../../../tests/kit/wait.ts";
import { type Answer, answerOf, ThingsProcess } from "../fixtures/engine-process.ts";
import type { TestProvider } from "../transcripts/test-provider.ts";

describe("npm run local -- engine, interrupted", function () {
  this.timeout(60_000);
  let engine: ThingsProcess;
  let provider: TestProvider;

  beforeEach(async () => {
    engine = await ThingsProcess.start();
    provider = engine.provider;
  });
  afterEach(() => engine.remove());

  const names = () => engine.saved().resources?.map(({ urn }) => String(urn).split("::").at(-1));
  const pending = () =>
    engine.saved().pending_operations?.map(({ type, resource }) => `${type} ${Object(resource).urn}`);

  it("waits for what is under way, keeps it and starts nothing any more", async () => {
    let child: ChildProcess | undefined;
    provider.prepare({ run: "up", interrupt: "create a" }, () => child?.kill("SIGINT"));
    child = engine.start(engine.configured("up"));
    const { code, text, events } = await answerOf(child);
    assert.equal(code, 1, text);
    assert.deepEqual(names(), ["things-dev", "default_1_0_0", "a"]);
    assert.equal(pending(), undefined);
    assert.ok(events.some(({ message }) => message?.startsWith("^C received; cancelling.")));
    assert.ok(events.some((event) => event.severity === "error" && event.message === "update canceled"));

    provider.prepare({ run: "up" });
    const next = await engine.run(engine.configured("up"));
    assert.equal(next.code, 0, next.text);
    assert.deepEqual(next.steps, ["same things-dev", "same default_1_0_0", "same a", "create b"]);
  });

  it("does not call a stack destroyed that is so in part", async () => {
    assert.equal((await engine.run(engine.configured("up"))).code, 0);
    let child: ChildProcess | undefined;
    provider.prepare({ run: "destroy", interrupt: "delete b" }, () => child?.kill("SIGTERM"));
    child = engine.start(engine.configured("destroy"));
    const { code, text } = await answerOf(child);
    assert.equal(code, 1, text);
    assert.deepEqual(names(), ["things-dev", "default_1_0_0", "a"]);
    assert.match(text, /SIGTERM received; cancelling/);
  });

  it("ends at once the second time, with what was under way as pending in the state", async () => {
    provider.prepare({ run: "up", failures: ["hang b"] });
    const child = engine.start(engine.configured("up"));
    const answer: Promise<Answer> = answerOf(child);
    const called = (call: string, about: string) => () =>
      provider.calls.some((each) => each.call === call && each.about === about);
    await waitFor("b to be under way", called("create", "b"));
    child.kill("SIGINT");
    await waitFor("the provider to be told", called("cancel", ""));
    child.kill("SIGINT");
    const { code, events } = await answer;
    assert.equal(code, 1);
    assert.ok(events.some(({ message }) => message === "^C received; terminating"));
    assert.deepEqual(names(), ["things-dev", "default_1_0_0", "a"]);
    assert.deepEqual(pending(), ["creating urn:pulumi:dev::things::test:index:Thing::b"]);
  });
});
