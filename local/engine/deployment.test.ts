import assert from "node:assert/strict";
import { type Properties, UNKNOWN } from "../provider/resource.ts";
import { deploy, EMPTY, QUEUE, Recorder, STACK, TOPIC, through } from "./fixtures/recorder.ts";
import type { ResourceRecord } from "./state.ts";
import { Targets } from "./targets.ts";
import { createUrn } from "./urn.ts";
import { secret } from "./wire.ts";

const QUEUE_URN = (name: string): string => createUrn(STACK, undefined, QUEUE, name);

function find(state: { readonly resources: readonly ResourceRecord[] }, name: string): ResourceRecord {
  const records = state.resources.filter((record) => record.name === name);
  assert.equal(records.length, 1, `${name} is there ${records.length} times`);
  return records[0] as ResourceRecord;
}

function names(state: { readonly resources: readonly ResourceRecord[] }): string[] {
  return state.resources.map((record) => record.name);
}

describe("Deployment: create, update, same", () => {
  it("checks without olds and creates what is new", async () => {
    const recorder = new Recorder();
    const { state, steps } = await deploy(recorder, EMPTY, (d) => d.queue("orders", { delaySeconds: 3 }));
    assert.deepEqual(recorder.take(), ["check orders {}", "create orders"]);
    assert.deepEqual(steps, ["create orders"]);
    const record = find(state, "orders");
    assert.equal(record.id, "id-0");
    assert.match(String(record.inputs.name), /^orders-[0-9a-f]{7}$/);
    assert.equal(record.outputs.url, `https://sqs/${record.inputs.name}`);
  });

  it("checks with the old inputs and diffs; keeps what is the same", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, (d) => d.queue("orders", { delaySeconds: 3 }));
    recorder.take();
    const second = await deploy(recorder, first.state, (d) => d.queue("orders", { delaySeconds: 3 }));
    assert.deepEqual(recorder.take(), ["check orders", "diff orders"]);
    assert.deepEqual(second.changes, { same: 1 });
    assert.deepEqual(second.state, first.state, "the automatic name stays as well");
  });

  it("updates in place what differs", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, (d) => d.queue("orders", { delaySeconds: 3 }));
    recorder.take();
    const second = await deploy(recorder, first.state, (d) => d.queue("orders", { delaySeconds: 4 }));
    assert.deepEqual(recorder.take(), ["check orders", "diff orders", "update orders"]);
    assert.equal(find(second.state, "orders").outputs.delaySeconds, 4);
    assert.equal(find(second.state, "orders").id, "id-0");
  });

  it("makes a default provider per package and version, with the package's configuration", async () => {
    const { state } = await deploy(new Recorder(), EMPTY, async (d) => {
      await d.queue("a");
      await d.topic("b");
    });
    const provider = find(state, "default_7_48_0");
    assert.equal(provider.urn, "urn:pulumi:dev::test::pulumi:providers:aws::default_7_48_0");
    assert.deepEqual(provider.inputs, { region: "eu-west-1", version: "7.48.0", __internal: {} });
    assert.equal(find(state, "b").provider, `${provider.urn}::${provider.id}`);
  });

  it("refuses a provider for another region, and one that the program does not have", async () => {
    const elsewhere = await deploy(new Recorder(), EMPTY, (d) =>
      d.register("pulumi:providers:aws", "edge", { region: "us-east-1" }),
    );
    assert.match(elsewhere.failure ?? "", /property region .* runs in eu-west-1, not in "us-east-1"/);
    const missing = await deploy(new Recorder(), EMPTY, (d) => d.queue("a", {}, { provider: "urn:x::id" }));
    assert.match(missing.failure ?? "", /unknown provider 'urn:x::id'/);
  });

  it("reports what check finds, with the value, but not a secret one", async () => {
    const plain = await deploy(new Recorder(), EMPTY, (d) => d.queue("a", { delaySeconds: -1 }));
    assert.equal(
      plain.failure,
      "aws:sqs/queue:Queue resource 'a': property delaySeconds value {-1} has a problem: expected it to be at least 0",
    );
    const hidden = await deploy(new Recorder(), EMPTY, (d) => d.queue("a", { delaySeconds: secret(-1) }));
    assert.match(hidden.failure ?? "", /value \{\[secret\]\}/);
  });

  it("refuses the same URN twice", async () => {
    const { failure } = await deploy(new Recorder(), EMPTY, async (d) => {
      await d.queue("a");
      await d.queue("a");
    });
    assert.match(failure ?? "", /Duplicate resource URN '.*::a'/);
  });

  it("names the type and the file to add for what the provider does not have", async () => {
    const { failure } = await deploy(new Recorder(), EMPTY, (d) =>
      d.register("aws:kinesis/stream:Stream", "s"),
    );
    assert.match(
      failure ?? "",
      /aws:kinesis\/stream:Stream: add a handler for it to local\/provider\/aws\/kinesis\.ts/,
    );
  });

  it("updates a component without a call when its inputs change", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, (d) => d.component("c", { size: 1 }));
    const second = await deploy(recorder, first.state, (d) => d.component("c", { size: 2 }));
    assert.deepEqual(recorder.take(), []);
    assert.deepEqual(second.steps, ["update c"]);
    assert.deepEqual(find(second.state, "c").inputs, { size: 2 });
  });

  it("keeps what is done in the order of its end, each after what it names", async () => {
    const { state } = await deploy(new Recorder(), EMPTY, async (d) => {
      const stack = await d.stack();
      const a = await d.queue("a", {}, { parent: stack.urn });
      await Promise.all([
        d.component("c", {}, { parent: a.urn }),
        d.queue("b", {}, { dependencies: [a.urn] }),
      ]);
    });
    assert.deepEqual(names(state).slice(0, 3), ["test-dev", "default_7_48_0", "a"]);
    assert.deepEqual(names(state).slice(3).sort(), ["b", "c"]);
  });
});

describe("Deployment: replacement", () => {
  it("creates first, with a new automatic name, and deletes the old one at the end", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, async (d) => {
      await d.queue("a", { source: "1" });
      await d.queue("b");
    });
    recorder.take();
    const second = await deploy(recorder, first.state, async (d) => {
      await d.queue("a", { source: "2" });
      await d.queue("b");
    });
    assert.deepEqual(recorder.take(), [
      "check a",
      "diff a",
      "check a {}",
      "create a",
      "check b",
      "diff b",
      "delete a id-0",
    ]);
    assert.deepEqual(second.steps, ["create-replacement a", "replace a", "same b", "delete-replaced a"]);
    assert.notEqual(find(first.state, "a").inputs.name, find(second.state, "a").inputs.name);
  });

  it("deletes first where a fixed name stays, cascading to dependents that would be replaced", async () => {
    const recorder = new Recorder();
    const declare = (version: string) => async (d: Parameters<Parameters<typeof deploy>[2]>[0]) => {
      const root = await d.queue("root", { name: "fixed", source: version });
      await d.queue("replaced", { source: root.outputs.arn }, through("source", root.urn));
      await d.queue("updated", { policy: root.outputs.arn }, through("policy", root.urn));
      await d.queue("ordered", {}, { dependencies: [root.urn] });
    };
    const first = await deploy(recorder, EMPTY, declare("1"));
    recorder.take();
    const second = await deploy(recorder, first.state, declare("2"));
    assert.equal(second.failure, undefined);
    assert.deepEqual(recorder.take(), [
      "check root",
      "diff root",
      "check root {}",
      "diff replaced",
      "diff updated",
      "delete replaced id-1",
      "delete root id-0",
      "create root",
      "check replaced {}",
      "create replaced",
      "check updated",
      "diff updated",
      "check ordered",
      "diff ordered",
    ]);
  });

  it("lets the option deleteBeforeReplace: false overrule the provider", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, (d) => d.queue("a", { name: "fixed", source: "1" }));
    const second = await deploy(recorder, first.state, (d) =>
      d.queue("a", { name: "fixed", source: "2" }, { deleteBeforeReplace: false }),
    );
    assert.match(second.failure ?? "", /creating the replacement of .*fixed exists already/);
    assert.deepEqual(second.state, first.state, "a failed replacement leaves the state as it was");
  });

  it("replaces without a diff when the replacement trigger changes", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, (d) => d.queue("a", {}, { replacementTrigger: 1 }));
    recorder.take();
    await deploy(recorder, first.state, (d) => d.queue("a", {}, { replacementTrigger: 2 }));
    assert.deepEqual(recorder.take(), ["check a", "check a {}", "create a", "delete a id-0"]);
  });

  it("keeps a deleted resource pending when its replacement fails, and only creates it in the next run", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, (d) => d.queue("a", { name: "fixed", source: "1" }));
    recorder.failures.set("create a", new Error("no"));
    const second = await deploy(recorder, first.state, (d) => d.queue("a", { name: "fixed", source: "2" }));
    assert.equal(find(second.state, "a").pendingReplacement, true);
    recorder.failures.clear();
    recorder.take();
    const third = await deploy(recorder, second.state, (d) => d.queue("a", { name: "fixed", source: "2" }));
    assert.deepEqual(recorder.take(), ["check a", "diff a", "check a {}", "create a"]);
    assert.equal(find(third.state, "a").pendingReplacement, undefined);
  });

  it("keeps a replaced resource whose delete failed, and deletes it in the next run", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, (d) => d.queue("a", { source: "1" }));
    recorder.failures.set("delete id-0", new Error("busy"));
    const second = await deploy(recorder, first.state, (d) => d.queue("a", { source: "2" }));
    assert.match(second.failure ?? "", /deleting the replaced .*busy/);
    assert.deepEqual(
      second.state.resources.filter((r) => r.name === "a").map((r) => [r.id, r.delete]),
      [
        ["id-1", undefined],
        ["id-0", true],
      ],
    );
    const planned = await deploy(recorder, second.state, (d) => d.queue("a", { source: "2" }), {
      preview: true,
    });
    assert.deepEqual(planned.steps, ["same a", "delete-replaced a"]);
    recorder.failures.clear();
    const third = await deploy(recorder, second.state, (d) => d.queue("a", { source: "2" }));
    assert.deepEqual(third.steps, ["same a", "delete-replaced a"]);
    assert.equal(recorder.existing.size, 1);
  });

  it("matches replaceOnChanges against the detailed paths", async () => {
    const cases = [
      { option: "tags.team", from: { team: "x" }, to: { team: "y" }, replaced: true },
      { option: "tags", from: { team: "x" }, to: { team: "y" }, replaced: true },
      { option: "*", from: { team: "x" }, to: { team: "y" }, replaced: true },
      { option: "tags.team", from: { team: "x", a: 1 }, to: { team: "x", a: 2 }, replaced: false },
      { option: "tags.team", from: undefined, to: { team: "y" }, replaced: false },
    ];
    for (const { option, from, to, replaced } of cases) {
      const recorder = new Recorder();
      const options = { replaceOnChanges: [option] };
      const first = await deploy(recorder, EMPTY, (d) => d.queue("a", from ? { tags: from } : {}, options));
      const second = await deploy(recorder, first.state, (d) => d.queue("a", { tags: to }, options));
      assert.equal("replace" in second.changes, replaced, JSON.stringify({ option, from, to }));
    }
  });
});

describe("Deployment: removal", () => {
  it("deletes what the program dropped, dependents first, after all creates", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, async (d) => {
      const a = await d.queue("a");
      const b = await d.queue("b", { policy: "x" }, through("policy", a.urn));
      await d.queue("c", {}, { dependencies: [b.urn] });
    });
    recorder.take();
    const second = await deploy(recorder, first.state, (d) => d.queue("new"));
    assert.deepEqual(recorder.take(), [
      "check new {}",
      "create new",
      "delete c id-2",
      "delete b id-1",
      "delete a id-0",
    ]);
    assert.deepEqual(names(second.state), ["default_7_48_0", "new"]);
  });

  it("ends with an empty state when nothing is declared, children before parents", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, async (d) => {
      const stack = await d.stack();
      const component = await d.component("c", {}, { parent: stack.urn });
      await d.queue("q", {}, { parent: component.urn });
    });
    const { steps, state } = await deploy(recorder, first.state, async () => {});
    assert.deepEqual(steps, ["delete q", "delete c", "delete test-dev"]);
    assert.deepEqual(state, EMPTY);
  });

  it("fails for a protected resource when it is its turn, after its dependents", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, async (d) => {
      const a = await d.queue("a", {}, { protect: true });
      await d.queue("b", {}, { dependencies: [a.urn] });
    });
    const { failure, state } = await deploy(recorder, first.state, async () => {});
    assert.match(failure ?? "", /resource ".*::a" cannot be deleted\nbecause it is protected/);
    assert.deepEqual(names(state), ["default_7_48_0", "a"]);
  });

  it("fails for the replacement of a protected resource right after the diff", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, (d) => d.queue("a", { source: "1" }, { protect: true }));
    recorder.take();
    const { failure, state } = await deploy(recorder, first.state, (d) =>
      d.queue("a", { source: "2" }, { protect: true }),
    );
    assert.match(failure ?? "", /unable to replace/);
    assert.deepEqual(recorder.take(), ["check a", "diff a"]);
    assert.deepEqual(state, first.state);
  });

  it("makes no call for what is retained, external, or goes along with another", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, async (d, deployment) => {
      await d.queue("retained", {}, { retainOnDelete: true });
      const a = await d.queue("a");
      await d.queue("along", {}, { deletedWith: a.urn });
      await deployment.read({
        type: QUEUE,
        name: "external",
        id: a.id,
        inputs: {},
        dependencies: [],
        additionalSecretOutputs: [],
      });
    });
    recorder.take();
    const second = await deploy(recorder, first.state, async () => {});
    assert.deepEqual(second.state, EMPTY);
    assert.deepEqual(recorder.take(), ["delete a id-1"]);
  });
});

describe("Deployment: failure", () => {
  it("finishes what runs, starts nothing new and deletes nothing", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, (d) => d.queue("dropped"));
    recorder.failures.set("create bad", new Error("no"));
    recorder.take();
    const { failure, state } = await deploy(recorder, first.state, async (d) => {
      const running = [d.queue("good"), d.queue("bad")];
      await Promise.allSettled(running);
      await d.queue("late");
    });
    assert.equal(failure, "creating aws:sqs/queue:Queue 'bad': no");
    const calls = recorder.take();
    assert.deepEqual(calls.toSorted(), ["check bad {}", "check good {}", "create bad", "create good"]);
    assert.deepEqual(names(state), ["default_7_48_0", "good", "dropped"]);
  });

  it("keeps the olds of a failed update, and outputs of the stack that are not registered anew", async () => {
    const recorder = new Recorder();
    const declare =
      (delaySeconds: number, outputs: Properties): Parameters<typeof deploy>[2] =>
      async (d, deployment) => {
        const stack = await d.stack();
        await deployment.registerOutputs(stack.urn, outputs);
        await d.queue("a", { delaySeconds });
      };
    const first = await deploy(recorder, EMPTY, declare(1, { delaySeconds: 1, old: true }));
    recorder.failures.set("update id-0", new Error("no"));
    const second = await deploy(recorder, first.state, declare(2, { delaySeconds: 2 }));
    assert.equal(find(second.state, "a").outputs.delaySeconds, 1);
    assert.deepEqual(find(second.state, "test-dev").outputs, { delaySeconds: 2, old: true });
  });
});

describe("Deployment: options", () => {
  it("puts ignored changes back: a removed key returns, an added one vanishes", async () => {
    const recorder = new Recorder();
    const options = { ignoreChanges: ["tags.kept", "tags.added", "delaySeconds", "list[*].x"] };
    const first = await deploy(recorder, EMPTY, (d) =>
      d.queue("a", { tags: { kept: "old", other: 1 }, delaySeconds: 3, list: [{ x: 1, y: 1 }] }, options),
    );
    const second = await deploy(recorder, first.state, (d) =>
      d.queue("a", { tags: { other: 2, added: "new" }, list: [{ x: 2, y: 2 }] }, options),
    );
    const { inputs, ignoreChanges } = find(second.state, "a");
    assert.deepEqual(inputs.tags, { kept: "old", other: 2 });
    assert.equal(inputs.delaySeconds, 3);
    assert.deepEqual(inputs.list, [{ x: 1, y: 2 }]);
    assert.deepEqual(ignoreChanges, options.ignoreChanges);
  });

  it("finds a resource under its aliases, and children under their parents'", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, async (d) => {
      const component = await d.component("old");
      await d.queue("old-dlq", {}, { parent: component.urn });
      await d.queue("q");
    });
    recorder.take();
    const second = await deploy(recorder, first.state, async (d) => {
      const component = await d.component("new", {}, { aliases: [{ name: "old" }] });
      await d.queue("new-dlq", {}, { parent: component.urn });
      await d.queue("renamed", {}, { aliases: [{ urn: QUEUE_URN("q") }] });
    });
    assert.deepEqual(second.changes, { same: 3 });
    assert.deepEqual(names(second.state), ["new", "default_7_48_0", "new-dlq", "renamed"]);
    assert.equal(JSON.stringify(second.state).includes("aliases"), false);
  });

  it("keeps the state sound where a target has taken over a name that others know it by", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, async (d) => {
      const q = await d.queue("q");
      await d.topic("t", {}, { dependencies: [q.urn] });
    });
    const second = await deploy(
      recorder,
      first.state,
      async (d) => {
        const q = await d.queue("renamed", {}, { aliases: [{ name: "q" }] });
        await d.topic("t", { displayName: "no target" }, { dependencies: [q.urn] });
      },
      { selection: { targets: new Targets([QUEUE_URN("renamed")]) } },
    );
    assert.deepEqual(names(second.state), ["default_7_48_0", "renamed", "t"]);
    assert.deepEqual(find(second.state, "t").dependencies, [QUEUE_URN("renamed")]);
  });

  it("refuses what needs something new that is excluded", async () => {
    const recorder = new Recorder();
    const { failure, state } = await deploy(
      recorder,
      EMPTY,
      async (d) => {
        const q = await d.queue("q");
        await d.topic("t", {}, { dependencies: [q.urn] });
      },
      { selection: { excludes: new Targets([QUEUE_URN("q")]) } },
    );
    assert.match(failure ?? "", /::t' depends on '.*::q' which is excluded\./);
    assert.deepEqual(names(state), ["default_7_48_0"]);
  });

  it("renames references in what a failure leaves behind", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, async (d) => {
      const q = await d.queue("q");
      await d.topic("t", {}, { dependencies: [q.urn] });
    });
    recorder.failures.set("create bad", new Error("no"));
    const second = await deploy(recorder, first.state, async (d) => {
      await d.queue("renamed", {}, { aliases: [{ name: "q" }] });
      await d.queue("bad");
    });
    assert.deepEqual(find(second.state, "t").dependencies, [QUEUE_URN("renamed")]);
  });

  it("records custom timeouts and protection", async () => {
    const { state } = await deploy(new Recorder(), EMPTY, (d) =>
      d.queue("a", {}, { customTimeouts: { create: 600 }, protect: true }),
    );
    assert.deepEqual(find(state, "a").customTimeouts, { create: 600 });
    assert.equal(find(state, "a").protect, true);
  });

  it("makes external what is looked up; what becomes the stack's own is created and nothing deleted", async () => {
    const recorder = new Recorder();
    recorder.existing.set("there", { name: "there", arn: "arn:there" });
    const lookUp = { type: TOPIC, name: "t", inputs: {}, dependencies: [], additionalSecretOutputs: [] };
    const first = await deploy(recorder, EMPTY, (_, deployment) =>
      deployment.read({ ...lookUp, id: "there" }),
    );
    assert.equal(find(first.state, "t").external, true);
    assert.equal(find(first.state, "t").outputs.arn, "arn:there");
    recorder.take();
    const second = await deploy(recorder, first.state, (d) => d.topic("t"));
    assert.deepEqual(recorder.take(), ["check t {}", "create t"]);
    assert.equal(find(second.state, "t").external, undefined);
    const missing = await deploy(recorder, EMPTY, (_, deployment) =>
      deployment.read({ ...lookUp, id: "gone" }),
    );
    assert.match(missing.failure ?? "", /resource 'gone' does not exist/);
  });

  it("remembers inert resources and gives them an id", async () => {
    const { state } = await deploy(new Recorder(), EMPTY, (d) =>
      d.register("aws:cloudwatch/dashboard:Dashboard", "board", { dashboardBody: "{}" }),
    );
    const { id = "", outputs } = find(state, "board");
    assert.match(id, /^board-[0-9a-f]{7}$/);
    assert.deepEqual(outputs, { id, dashboardBody: "{}" });
  });
});

describe("Deployment: secrets and unknowns", () => {
  it("gives the provider plain values and keeps secretness by key, in inputs and outputs", async () => {
    const recorder = new Recorder();
    const { state } = await deploy(recorder, EMPTY, (d) =>
      d.queue(
        "a",
        { policy: secret("p"), tags: { open: "o", hidden: secret("h") }, list: ["x", secret("y")] },
        { additionalSecretOutputs: ["url"] },
      ),
    );
    assert.equal(recorder.existing.get("id-0")?.policy, "p");
    assert.deepEqual(recorder.existing.get("id-0")?.list, ["x", "y"]);
    const { inputs, outputs } = find(state, "a");
    for (const values of [inputs, outputs]) {
      assert.deepEqual(values.policy, secret("p"));
      assert.deepEqual(values.tags, { open: "o", hidden: secret("h") });
      assert.deepEqual(values.list, secret(["x", "y"]));
    }
    assert.deepEqual(outputs.url, secret(`https://sqs/${inputs.name}`));
  });

  it("keeps outputs secret after additionalSecretOutputs has gone, with no other change", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, (d) =>
      d.queue("a", {}, { additionalSecretOutputs: ["arn"] }),
    );
    const second = await deploy(recorder, first.state, (d) => d.queue("a"));
    assert.deepEqual(find(second.state, "a").outputs, find(first.state, "a").outputs);
  });

  it("previews: creates and updates with preview, makes and deletes nothing, marks the state", async () => {
    const recorder = new Recorder();
    const first = await deploy(recorder, EMPTY, async (d) => {
      await d.queue("a", { delaySeconds: 1 });
      await d.queue("dropped");
    });
    recorder.take();
    const planned = await deploy(
      recorder,
      first.state,
      async (d) => {
        await d.queue("a", { delaySeconds: 2 });
        const made = await d.queue("new");
        assert.equal(made.id, "");
        assert.deepEqual(Object.keys(made.outputs), ["name"]);
        await d.queue("dependent", { source: UNKNOWN }, through("source", made.urn));
      },
      { preview: true },
    );
    assert.deepEqual(recorder.take(), [
      "check a",
      "diff a",
      "update a preview",
      "check new {}",
      "create new preview",
      "check dependent {}",
      "create dependent preview",
    ]);
    assert.deepEqual(planned.changes, { update: 1, create: 2, delete: 1 });
    assert.equal(planned.state.preview, true);
    assert.deepEqual([...recorder.existing.keys()], ["id-0", "id-1"]);
  });

  it("skips the lookup of an unknown id at preview", async () => {
    const recorder = new Recorder();
    const lookUp = {
      type: TOPIC,
      name: "t",
      id: UNKNOWN,
      inputs: {},
      dependencies: [],
      additionalSecretOutputs: [],
    };
    await deploy(recorder, EMPTY, (_, deployment) => deployment.read(lookUp), { preview: true });
    assert.deepEqual(recorder.take(), []);
  });
});
