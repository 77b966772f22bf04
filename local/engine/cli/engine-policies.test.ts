import assert from "node:assert/strict";
import { join } from "node:path";
import { type Answer, EngineProcess } from "../fixtures/engine-process.ts";

const OURS = join(import.meta.dirname, "../../../policies");
const FIXTURE = join(import.meta.dirname, "../transcripts/pack");

const ADVICE = Object.fromEntries(["critical", "high", "medium", "low"].map((each) => [each, "advisory"]));

/** Our pack, of which nothing but the rule about encryption may stop a deployment. */
function ours(level: "advisory" | "mandatory"): object {
  return { settings: { levels: { ...ADVICE, "sqs-encrypted": level } } };
}

/** The program has a queue without encryption; `aws` is the local cloud's own. */
describe("npm run local -- engine --policy-pack", function () {
  this.timeout(60_000);
  let engine: EngineProcess;

  before(() => {
    engine = new EngineProcess("queue");
  });
  after(() => engine.remove());

  async function run(operation: string, pack: string, config: object): Promise<Answer> {
    const options = ["--policy-pack", pack, "--policy-pack-config", engine.write("policies.json", config)];
    return await engine.run(engine.arguments(operation, ...options));
  }

  function queue() {
    return engine.saved().resources?.find(({ type }) => type === "aws:sqs/queue:Queue");
  }

  const findings = ({ events }: Answer): readonly string[] =>
    events
      .filter(({ severity }) => severity === "policy")
      .map(({ urn, message }) => `${urn?.split("::").at(-1)} ${message}`)
      .filter((finding) => /sqs-encrypted|whole/.test(finding));

  it("stops what a mandatory policy forbids before it is made", async () => {
    const forbidden = await run("up", OURS, ours("mandatory"));
    assert.equal(forbidden.code, 1);
    assert.deepEqual(forbidden.steps, ["create queue-dev", "create default_7_48_0"]);
    const [finding] = findings(forbidden);
    assert.match(finding ?? "", /^orders \[mandatory\] sqs-encrypted: .*\n.*sqsManagedSseEnabled is false/);
    assert.equal(queue(), undefined);

    const planned = await run("preview", OURS, ours("mandatory"));
    assert.equal(planned.code, 1, "a preview goes on to its end, and fails there");
    assert.ok(planned.steps.includes("create orders"));
    assert.deepEqual(findings(planned), [finding]);
  });

  it("lets through what a policy only advises against", async () => {
    const advised = await run("up", OURS, ours("advisory"));
    assert.equal(advised.code, 0, advised.text);
    assert.match(findings(advised)[0] ?? "", /^orders \[advisory\] sqs-encrypted/);
    assert.deepEqual(Object(queue()?.inputs).sqsManagedSseEnabled, false);
  });

  it("deploys what a policy of level remediate makes of it", async () => {
    const mended = await run("preview", OURS, { ...ours("advisory"), "sqs-encrypted": "remediate" });
    assert.equal(mended.code, 0, mended.text);
    assert.ok(mended.steps.includes("update orders"), mended.text);
    assert.ok(
      mended.events.some(
        ({ severity, message }) => severity === "info" && message?.startsWith("[remediate] sqs-encrypted"),
      ),
    );
    assert.deepEqual(findings(mended), []);
  });

  it("fails for what a policy finds wrong with the stack as a whole, which is deployed by then", async () => {
    const wrong = await run("up", FIXTURE, { whole: { names: ["the stack"] } });
    assert.equal(wrong.code, 1);
    assert.ok(wrong.steps.includes("same orders"));
    assert.match(findings(wrong)[0] ?? "", /^queue-dev \[mandatory\] whole: .*\nthe stack is named/);
  });

  it("refuses a pack that is none, and a configuration that does not fit, before anything is done", async () => {
    const missing = await run("up", engine.directory, {});
    assert.equal(missing.code, 1);
    assert.match(missing.text, /There is no policy pack at/);
    const unfit = await run("up", FIXTURE, { advised: { note: 3 } });
    assert.equal(unfit.code, 1);
    assert.match(unfit.text, /'advised' is not valid: advised\/note must be string/);
    assert.deepEqual([...missing.steps, ...unfit.steps], []);
  });
});
