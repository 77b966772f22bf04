import assert from "node:assert/strict";
import { connect } from "node:net";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Provider } from "../provider/provider.ts";
import { isUnknown } from "../provider/resource.ts";
import { DeploymentError, type DeployOptions, destroy, preview, up } from "./engine.ts";
import type { EngineEvent } from "./events.ts";
import { deploy, EMPTY, Recorder } from "./fixtures/recorder.ts";
import { ResourceState } from "./resource-state.ts";
import type { DeploymentState } from "./state.ts";
import { ARCHIVE, isObject, SIGNATURE, secret } from "./wire.ts";

function fixture(name: string, recorder: Recorder, more: Partial<DeployOptions> = {}): DeployOptions {
  return {
    directory: join(import.meta.dirname, "fixtures", name),
    stack: "dev",
    provider: recorder.provider,
    ...more,
  };
}

async function failureOf(deployment: Promise<unknown>): Promise<DeploymentError> {
  const error: unknown = await deployment.then(
    () => assert.fail("the deployment succeeded"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DeploymentError, String(error));
  return error;
}

function record(state: DeploymentState, name: string) {
  const found = state.resources.find((resource) => resource.name === name);
  assert.ok(found, `${name} is not in the state`);
  return found;
}

/** All that a state promises of its order: operations on what is independent may end in any. */
function requireNothingBeforeWhatItNames({ resources }: DeploymentState): void {
  const positions = new Map(resources.map(({ urn }, index) => [urn, index]));
  for (const [index, resource] of resources.entries())
    for (const { urn } of ResourceState.from(resource).named())
      assert.ok((positions.get(urn) ?? index) < index, urn);
}

function byUrn({ resources }: DeploymentState): DeploymentState["resources"] {
  return resources.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
}

describe("a program with components, secrets, assets, invokes and outputs", function () {
  this.timeout(60_000);

  it("is previewed, deployed, found the same and destroyed", async () => {
    const recorder = new Recorder();
    const planned = await preview(fixture("basic", recorder));
    assert.deepEqual(planned.changes, { create: 5 });
    assert.ok(isUnknown(planned.outputs.url?.value), "what is not made yet is unknown");
    assert.equal(planned.outputs.account?.value, "000000000000");
    assert.equal(recorder.existing.size, 0);
    await assert.rejects(up(fixture("basic", recorder, { state: planned.state })), /that of a preview/);

    recorder.take();
    const made = await up(fixture("basic", recorder, { config: { greeting: "hi" } }));
    assert.deepEqual(made.changes, { create: 5 });
    const calls = recorder.take();
    for (const [earlier, later] of [
      ["create orders-dlq", "check orders {}"],
      ["check orders {}", "create orders"],
      ["check handler {}", "create handler"],
    ] as const)
      assert.ok(calls.indexOf(earlier) >= 0 && calls.indexOf(earlier) < calls.indexOf(later), calls.join());
    const orders = record(made.state, "orders-dlq");
    assert.equal(orders.urn, "urn:pulumi:dev::basic::fixture:index:Mailbox$aws:sqs/queue:Queue::orders-dlq");
    assert.deepEqual(made.outputs.tags, { value: ["a", "b"], secret: false });
    assert.deepEqual(made.outputs.secret, { value: { key: "value" }, secret: true });
    const queue = made.state.resources.find((r) => r.name === "orders" && r.custom);
    assert.deepEqual(queue?.propertyDependencies, { redrivePolicy: [orders.urn] });
    assert.match(String(queue?.inputs.redrivePolicy), /"deadLetterTargetArn":"arn:orders-dlq-[0-9a-f]{7}"/);
    const { inputs } = record(made.state, "handler");
    assert.deepEqual(inputs.environment, { variables: { GREETING: "hi", SECRET: secret("s3cret") } });
    assert.ok(isObject(inputs.code));
    assert.equal(inputs.code[SIGNATURE], ARCHIVE);
    assert.match(String(inputs.code.hash), /^[0-9a-f]{64}$/);

    const state = JSON.parse(JSON.stringify(made.state)) as DeploymentState;
    const same = await up(fixture("basic", recorder, { state, config: { greeting: "hi" } }));
    assert.deepEqual(same.changes, { same: 5 });
    assert.deepEqual(byUrn(same.state), byUrn(state));
    requireNothingBeforeWhatItNames(same.state);

    const gone = await destroy(fixture("basic", recorder, { state: same.state }));
    assert.deepEqual(gone.state, { resources: [] });
    assert.equal(recorder.existing.size, 0);
  });

  it("gets its transforms, explicit provider, lookups and resource options honoured", async () => {
    const recorder = new Recorder();
    recorder.existing.set("existing", { name: "existing", arn: "arn:existing" });
    const events: EngineEvent[] = [];
    const { state, outputs } = await up(
      fixture("options", recorder, { onEvent: (event) => events.push(event), organization: "acme" }),
    );
    const left = record(state, "pair-left");
    assert.equal(left.inputs.delaySeconds, 7);
    assert.deepEqual(left.inputs.tags, { owner: "stack" });
    assert.equal(left.protect, true);
    const explicit = record(state, "explicit");
    assert.equal(left.provider, `${explicit.urn}::${explicit.id}`);
    const last = record(state, "last");
    assert.deepEqual(last.inputs.tags, { from: "arn:existing", owner: "stack" });
    assert.deepEqual(
      [...last.dependencies].sort(),
      [left.urn, record(state, "pair-right").urn, record(state, "looked").urn].sort(),
    );
    assert.equal(last.retainOnDelete, true);
    assert.deepEqual(last.customTimeouts, { create: 300 });
    assert.deepEqual(last.outputs.arn, secret(`arn:${last.inputs.name}`));
    assert.equal(record(state, "looked").external, true);
    assert.deepEqual(outputs, {
      lookedArn: { value: "arn:existing", secret: false },
      organization: { value: "acme", secret: false },
    });
    assert.ok(
      events.some((event) => event.kind === "step" && event.op === "read" && event.name === "looked"),
    );
  });

  it("reports an error it throws with file and line, keeps what was made and deletes nothing", async () => {
    const recorder = new Recorder();
    const { state } = await deploy(recorder, EMPTY, (declarations) => declarations.queue("dropped"));
    const error = await failureOf(up(fixture("failing", recorder, { state })));
    assert.match(error.message, /The program is wrong here\./);
    const reported = error.diagnostics.filter(({ severity }) => severity === "error");
    assert.equal(reported.length, 1);
    assert.deepEqual(reported[0]?.source, {
      file: join(import.meta.dirname, "fixtures", "failing", "index.ts"),
      line: 6,
    });
    assert.equal(record(error.result.state, "made").type, "aws:sqs/queue:Queue");
    assert.equal(record(error.result.state, "dropped").id, "id-0");
    assert.deepEqual([...recorder.existing.keys()], ["id-0", "id-1"]);
  });

  it("stops when the provider refuses, naming the resource and what AWS said", async () => {
    const recorder = new Recorder();
    recorder.failures.set("create orders-dlq", Object.assign(new Error("no"), { code: "AccessDenied" }));
    const error = await failureOf(up(fixture("basic", recorder)));
    assert.equal(error.message, "creating aws:sqs/queue:Queue 'orders-dlq': AccessDenied: no");
    const reported = error.diagnostics.filter(({ severity }) => severity === "error");
    assert.deepEqual(
      reported.map(({ urn, source }) => [urn?.split("::").at(-1), source?.file.split("/").at(-1)]),
      [
        ["orders-dlq", "index.ts"],
        [undefined, undefined],
      ],
      "the resource's own error, and at last that the update has failed",
    );
    assert.deepEqual(error.result.outputs, {}, "a stack's outputs are those of its last success");
  });

  it("makes fifty resources side by side", async () => {
    const recorder = new Recorder();
    const { state, changes } = await up(fixture("many", recorder));
    assert.deepEqual(changes, { create: 51 });
    assert.equal(recorder.existing.size, 50);
    requireNothingBeforeWhatItNames(state);
  });

  for (const [what, parallel, expected] of [
    ["one operation at a time", 1, 1],
    ["as many operations at a time as it may", 5, 5],
    [
      "four operations at a time for each processor, unless it is told",
      undefined,
      4 * availableParallelism(),
    ],
  ] as const)
    it(`makes ${what}`, async () => {
      const recorder = new Recorder();
      // The forty that need nothing of each other.
      const most = Math.min(expected, 40);
      const reached = Promise.withResolvers<void>();
      let running = 0;
      let peak = 0;
      const provider: Provider = {
        ...recorder.provider,
        create: async (request) => {
          running += 1;
          peak = Math.max(peak, running);
          if (running === most) reached.resolve();
          await reached.promise;
          const made = await recorder.provider.create(request);
          running -= 1;
          return made;
        },
      };
      const { changes } = await up(
        fixture("many", recorder, { provider, ...(parallel !== undefined && { parallel }) }),
      );
      assert.deepEqual(changes, { create: 51 });
      assert.ok(peak <= expected && peak >= most, `${peak} at a time`);
      if (parallel !== 1) return;
      const calls = recorder.take();
      const inOrder = (operation: string) =>
        calls.filter((call) => call.startsWith(`${operation} queue-`)).map((call) => call.split(" ")[1]);
      assert.deepEqual(inOrder("create"), inOrder("check"), "in the order of their registration");
    });

  it("ends at once when aborted, and leaves no process and no port", async () => {
    const abort = new AbortController();
    const lines: string[] = [];
    const deployment = up(
      fixture("hanging", new Recorder(), {
        signal: abort.signal,
        onEvent: (event) => {
          if (event.kind !== "output") return;
          lines.push(event.line);
          abort.abort();
        },
      }),
    );
    const error = await failureOf(deployment);
    assert.equal(error.message, "The update was canceled.");
    const pid = Number(/^pid (\d+)$/.exec(lines[0] ?? "")?.[1]);
    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  });

  it("does not start when it was aborted before", async () => {
    const error = await failureOf(up(fixture("hanging", new Recorder(), { signal: AbortSignal.abort() })));
    assert.equal(error.message, "The update was canceled.");
  });

  it("closes the port that the program talked to", async () => {
    let address = "";
    const recorder = new Recorder();
    await up(
      fixture("environment", recorder, {
        onEvent: (event) => {
          if (event.kind === "output") address = event.line;
        },
      }),
    );
    const [host = "", port] = address.split(":");
    await assert.rejects(
      new Promise<void>((resolve, reject) => {
        const socket = connect(Number(port), host, () => {
          socket.destroy();
          resolve();
        }).once("error", reject);
      }),
      { code: "ECONNREFUSED" },
    );
  });
});
