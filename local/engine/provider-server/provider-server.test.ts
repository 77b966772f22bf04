import assert from "node:assert/strict";
import {
  type ConstructRequest,
  type DiffResponse,
  InitializationError,
  type Provider,
} from "../../provider/provider.ts";
import { UNKNOWN } from "../../provider/resource.ts";
import { RemoteProvider } from "../remote-provider/remote-provider.ts";
import { SECRET, SIGNATURE } from "../wire.ts";
import { ProviderServer } from "./provider-server.ts";

const queue = { urn: "urn:pulumi:dev::p::test:index:Queue::q", type: "test:index:Queue", name: "q" };
const values = {
  text: "ü",
  list: [1, null, { deep: true }],
  unknown: UNKNOWN,
  secret: { [SIGNATURE]: SECRET, value: "s" },
};
const difference: DiffResponse = {
  changes: "some",
  replaces: ["name"],
  deleteBeforeReplace: true,
  diffs: ["name", "tags"],
  detailedDiff: { name: "update-replace", "tags.team": "add", "tags.old": "delete" },
};
const component: ConstructRequest = {
  deployment: {
    project: "p",
    stack: "dev",
    organization: "organization",
    config: { "p:key": "value" },
    secretKeys: ["p:key"],
    preview: true,
    parallel: 8,
    monitor: "127.0.0.1:1",
  },
  type: "test:index:Group",
  name: "group",
  parent: "urn:parent",
  inputs: values,
  inputDependencies: { text: ["urn:a", "urn:b"] },
  options: {
    aliases: [{ urn: "urn:old" }, { name: "before", parent: null }],
    dependencies: ["urn:c"],
    providers: { test: "urn:provider::id" },
    protect: true,
    additionalSecretOutputs: ["text"],
    customTimeouts: { create: "5m" },
    replaceWith: ["urn:d"],
    ignoreChanges: ["list"],
    replaceOnChanges: ["name"],
    retainOnDelete: false,
    hooks: { BeforeCreate: ["hook"] },
  },
};

/** A provider that answers what it is asked, and what it has been asked. */
function echo(asked: unknown[]): Provider {
  const note = <T>(request: unknown, answer: T): Promise<T> => {
    asked.push(request);
    return Promise.resolve(answer);
  };
  return {
    handshake: { acceptSecrets: true, acceptResources: false, acceptOutputs: true, supportsPreview: true },
    checkConfig: (request) => note(request, { inputs: request.news, failures: [] }),
    diffConfig: (request) => note(request, difference),
    check: (request) =>
      note(request, { inputs: request.news, failures: [{ property: "text", reason: "is odd" }] }),
    diff: (request) => note(request, difference),
    create: (request) => note(request, { id: "id", properties: request.properties }),
    update: (request) => note(request, request.news),
    delete: (request) => note(request, undefined),
    read: (request) =>
      note(
        request,
        request.id === "gone" ? undefined : { id: request.id, properties: values, inputs: { text: "ü" } },
      ),
    invoke: (request) => note(request, { properties: request.args, failures: [] }),
    construct: (request) =>
      note(request, { urn: "urn:group", state: request.inputs, stateDependencies: { text: ["urn:a"] } }),
  };
}

describe("a provider that is served", () => {
  const asked: unknown[] = [];
  const servers: ProviderServer[] = [];
  after(() => {
    for (const server of servers) server.close();
  });

  async function attach(open: () => Provider): Promise<RemoteProvider> {
    const server = new ProviderServer({ open, version: "1.2.3" });
    servers.push(server);
    const port = await server.listen();
    return RemoteProvider.attach({
      pkg: "test",
      version: "1.2.3",
      port,
      engine: "127.0.0.1:1",
      warn: assert.fail,
    });
  }

  it("is asked what the engine asks, and answers what it answers", async () => {
    const provider = await attach(() => echo(asked));
    assert.deepEqual(provider.handshake, echo([]).handshake);
    const changed = {
      ...queue,
      id: "id",
      olds: values,
      oldInputs: { text: "a" },
      news: values,
      ignoreChanges: ["x"],
    };
    const checked = { ...queue, olds: {}, news: values, randomSeed: Buffer.from([1, 2]) };
    const requests: readonly (readonly [keyof Provider, object, unknown])[] = [
      ["checkConfig", checked, { inputs: values, failures: [] }],
      ["diffConfig", changed, difference],
      ["check", checked, { inputs: values, failures: [{ property: "text", reason: "is odd" }] }],
      ["diff", changed, difference],
      ["create", { ...queue, properties: values, preview: true }, { id: "id", properties: values }],
      ["update", { ...changed, timeout: 90, preview: false }, values],
      ["delete", { ...queue, id: "id", properties: values, oldInputs: { text: "a" } }, undefined],
      ["read", { ...queue, id: "gone", properties: {} }, undefined],
      [
        "read",
        { ...queue, id: "id", properties: { text: "a" }, inputs: {} },
        { id: "id", properties: values, inputs: { text: "ü" } },
      ],
      [
        "invoke",
        { token: "test:index:get", args: values, preview: true },
        { properties: values, failures: [] },
      ],
      ["construct", component, { urn: "urn:group", state: values, stateDependencies: { text: ["urn:a"] } }],
    ];
    for (const [method, request, answer] of requests) {
      const call = provider[method as "check"].bind(provider) as (request: object) => Promise<unknown>;
      assert.deepEqual(await call(request), answer, method);
      assert.deepEqual(plain(asked.at(-1)), plain(request), method);
    }
  });

  it("fails with its own words, and keeps what there is of a resource that is not ready", async () => {
    const unready = new InitializationError(["no answer", "no light"], "id", values, { text: "ü" });
    const provider = await attach(() => ({
      ...echo([]),
      create: () => Promise.reject(unready),
      delete: () => Promise.reject(new Error("The queue is in use.")),
    }));
    await assert.rejects(provider.create({ ...queue, properties: {}, preview: false }), unready);
    await assert.rejects(provider.delete({ ...queue, id: "id", properties: {}, oldInputs: {} }), {
      message: "The queue is in use.",
    });
  });

  it("says which port another has", async () => {
    const open = () => echo([]);
    const [one, other] = [
      new ProviderServer({ open, version: "" }),
      new ProviderServer({ open, version: "" }),
    ];
    servers.push(one, other);
    const port = await one.listen();
    await assert.rejects(other.listen(port), { code: "EADDRINUSE", port });
  });

  it("is another for each connection, so that each provider resource has its own arguments", async () => {
    let opened = 0;
    const open = (): Provider => {
      const number = ++opened;
      return { ...echo([]), create: async () => ({ id: `of ${number}`, properties: {} }) };
    };
    const server = new ProviderServer({ open, version: "" });
    servers.push(server);
    const port = await server.listen();
    const options = { pkg: "test", version: undefined, port, engine: "127.0.0.1:1", warn: assert.fail };
    const providers = [await RemoteProvider.attach(options), await RemoteProvider.attach(options)];
    const request = { ...queue, properties: {}, preview: false };
    const ids = async () => {
      const made = await Promise.all(providers.map((provider) => provider.create(request)));
      return made.map(({ id }) => id);
    };
    assert.deepEqual(await ids(), await ids());
    assert.equal(new Set(await ids()).size, 2);
  });
});

/** Bytes come in different classes. */
function plain(request: unknown): unknown {
  const { randomSeed, ...rest } = request as { randomSeed?: Uint8Array };
  return randomSeed === undefined ? rest : { ...rest, randomSeed: [...randomSeed] };
}
