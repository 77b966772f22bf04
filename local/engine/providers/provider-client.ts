import {
  type CallRequest,
  type CallResponse,
  type Capabilities,
  type CheckResponse,
  type ConstructRequest,
  type ConstructResponse,
  type DiffResponse,
  InitializationError,
  type InvokeResponse,
  type Provider,
} from "../../provider/provider.ts";
import { changedKeys } from "../equality.ts";
import { keepOldValues } from "../paths.ts";
import type { ResourceState } from "../resource-state.ts";
import { nameOf, typeOf } from "../urn.ts";
import {
  type Acceptance,
  containsSecret,
  containsUnknown,
  markSecrets,
  normalize,
  PLAIN,
  type PropertyMap,
  secret,
  send,
  withoutSecrets,
} from "../wire.ts";
import { restoreAssets } from "./elided-assets.ts";

/** What a provider answered, with secrets as the engine keeps them. */
export interface Made {
  readonly id: string;
  readonly outputs: PropertyMap;
}

export interface Found extends Made {
  readonly inputs: PropertyMap | undefined;
}

/** A resource that was made or changed, but is not ready. */
export class NotReady extends Error {
  readonly reasons: readonly string[];
  readonly found: Found;

  constructor(reasons: readonly string[], found: Found) {
    super(summary(reasons));
    this.name = "NotReady";
    this.reasons = reasons;
    this.found = found;
  }
}

/** As Pulumi's engine puts several errors into one. */
function summary(reasons: readonly string[]): string {
  if (reasons.length === 0) return "resource init failed";
  const count = reasons.length === 1 ? "1 error" : `${reasons.length} errors`;
  return [`${count} occurred:`, ...reasons.map((reason) => `\t* ${reason}`)].join("\n");
}

/** The provider has inputs that are not known yet, so nobody can tell what would change. */
export class DiffUnavailable extends Error {
  constructor() {
    super(
      "The provider for this resource has inputs that are not known during preview.\n" +
        "This preview may not correctly represent the changes that will be applied during an update.",
    );
  }
}

export interface Comparison {
  readonly urn: string;
  readonly id: string;
  readonly oldInputs: PropertyMap;
  readonly oldOutputs: PropertyMap;
  readonly inputs: PropertyMap;
  readonly ignoreChanges: readonly string[];
}

const NOTHING: Capabilities = {
  acceptSecrets: false,
  acceptResources: false,
  acceptOutputs: false,
  supportsPreview: false,
};

/**
 * One configured provider, as the engine calls it: with what the state holds in, with what it shall hold out
 * (`provider_plugin.go` of Pulumi's engine).
 */
export class ProviderClient {
  readonly #provider: Provider;
  readonly #preview: boolean;
  #configuration: Promise<Capabilities | "unknown"> | undefined;

  constructor(provider: Provider, preview: boolean) {
    this.#provider = provider;
    this.#preview = preview;
  }

  async checkConfig(urn: string, olds: PropertyMap, news: PropertyMap): Promise<CheckResponse> {
    const { inputs, failures } = await this.#provider.checkConfig({
      ...identity(urn),
      olds: send(olds, { accepts: PLAIN }),
      news: send(news, { accepts: PLAIN }),
    });
    return { inputs: markSecrets(normalize(inputs), news), failures };
  }

  async diffConfig(comparison: Comparison): Promise<DiffResponse> {
    const plain = (properties: PropertyMap): PropertyMap => send(properties, { accepts: PLAIN });
    if (this.#provider.diffConfig === undefined)
      return { changes: "unknown", replaces: [], deleteBeforeReplace: false };
    return await this.#provider.diffConfig({
      ...identity(comparison.urn),
      id: "",
      olds: plain(comparison.oldOutputs),
      oldInputs: plain(comparison.oldInputs),
      news: plain(comparison.inputs),
      ignoreChanges: comparison.ignoreChanges,
    });
  }

  /** Sends the provider its arguments, unless one is unknown. Does not wait for the answer. */
  configure(urn: string, id: string, inputs: PropertyMap): void {
    if (Object.entries(inputs).some(([key, value]) => key !== "version" && containsUnknown(value))) {
      this.#configuration = Promise.resolve("unknown");
      return;
    }
    const pkg = typeOf(urn).split(":").at(-1);
    const variables = Object.fromEntries(
      Object.entries(inputs)
        .filter(([key]) => key !== "version")
        .map(([key, value]) => [`${pkg}:config:${key}`, text(withoutSecrets(value))]),
    );
    const { handshake } = this.#provider;
    const accepts = { secrets: true, resources: true, outputs: false };
    const answer = this.#provider.configure?.({
      ...identity(urn),
      id,
      variables,
      args: send(inputs, { accepts }),
    });
    this.#configuration = Promise.resolve(answer).then((answered) => handshake ?? answered ?? NOTHING);
    this.#configuration.catch(() => undefined);
  }

  async check(
    urn: string,
    olds: PropertyMap,
    news: PropertyMap,
    randomSeed: Uint8Array,
  ): Promise<CheckResponse> {
    const capabilities = await this.#configured();
    if (capabilities === "unknown") return { inputs: news, failures: [] };
    const options = { accepts: acceptance(capabilities), dropUnknowns: !this.#preview };
    const { inputs, failures } = await this.#provider.check({
      ...identity(urn),
      olds: send(olds, options),
      news: send(news, options),
      randomSeed,
    });
    return { inputs: this.#marked(capabilities, inputs, news), failures };
  }

  /** @throws {DiffUnavailable} */
  async diff(comparison: Comparison, withUnknowns = this.#preview): Promise<DiffResponse> {
    const capabilities = await this.#configured();
    if (capabilities === "unknown") throw new DiffUnavailable();
    const sent = (properties: PropertyMap): PropertyMap =>
      send(properties, {
        accepts: acceptance(capabilities),
        dropUnknowns: !withUnknowns,
        hashesOnly: true,
      });
    const diff = await this.#provider.diff({
      ...identity(comparison.urn),
      id: comparison.id,
      olds: sent(comparison.oldOutputs),
      oldInputs: sent(comparison.oldInputs),
      news: sent(comparison.inputs),
      ignoreChanges: comparison.ignoreChanges,
    });
    return diff.changes === "unknown" ? compared(comparison, diff) : diff;
  }

  /** @throws {NotReady} */
  async create(urn: string, inputs: PropertyMap, timeout: number | undefined): Promise<Made> {
    const capabilities = await this.#configured();
    if (capabilities === "unknown") return { id: "", outputs: {} };
    if (this.#preview && !capabilities.supportsPreview) return { id: "", outputs: inputs };
    const properties = send(inputs, { accepts: acceptance(capabilities), dropUnknowns: !this.#preview });
    const found = await this.#made(capabilities, inputs, inputs, async () =>
      this.#provider.create({
        ...identity(urn),
        properties,
        ...(timeout === undefined ? {} : { timeout }),
        preview: this.#preview,
      }),
    );
    if (found.id === "" && !this.#preview)
      throw new Error(`plugin returned empty resource.ID from create '${urn}'`);
    return found;
  }

  /** @throws {NotReady} */
  async update(
    old: ResourceState,
    state: ResourceState,
    ignoreChanges: readonly string[],
  ): Promise<PropertyMap> {
    const capabilities = await this.#configured();
    if (capabilities === "unknown") return {};
    if (this.#preview && !capabilities.supportsPreview) return state.inputs;
    const accepts = acceptance(capabilities);
    const timeout = state.customTimeouts.update;
    const found = await this.#made(capabilities, state.inputs, state.inputs, async () => ({
      id: old.id,
      properties: await this.#provider.update({
        ...identity(state.urn),
        id: old.id,
        olds: send(old.outputs, { accepts, dropUnknowns: true, hashesOnly: true }),
        oldInputs: send(old.inputs, { accepts, dropUnknowns: true, hashesOnly: true }),
        news: send(state.inputs, { accepts, dropUnknowns: !this.#preview }),
        ignoreChanges,
        ...(timeout === undefined ? {} : { timeout }),
        preview: this.#preview,
      }),
    }));
    return found.outputs;
  }

  async delete(state: ResourceState): Promise<void> {
    const capabilities = await this.#configured();
    if (capabilities === "unknown")
      throw new Error("Delete cannot be called if the configuration is unknown");
    const accepts = acceptance(capabilities);
    const timeout = state.customTimeouts.delete;
    await this.#provider.delete({
      ...identity(state.urn),
      id: state.id,
      properties: send(state.outputs, { accepts, dropUnknowns: true, hashesOnly: true }),
      oldInputs: send(state.inputs, { accepts, dropUnknowns: true, hashesOnly: true }),
      ...(timeout === undefined ? {} : { timeout }),
    });
  }

  /** @returns undefined when there is no such resource. @throws {NotReady} */
  async read(
    urn: string,
    id: string,
    known: { readonly inputs?: PropertyMap; readonly outputs: PropertyMap },
    timeout: number | undefined,
  ): Promise<Found | undefined> {
    const capabilities = await this.#configured();
    if (capabilities === "unknown") return { id: "", inputs: {}, outputs: {} };
    const options = { accepts: acceptance(capabilities), dropUnknowns: true, hashesOnly: true };
    let missing = false;
    const found = await this.#made(capabilities, known.inputs ?? {}, known.outputs, async () => {
      const answer = await this.#provider.read({
        ...identity(urn),
        id,
        properties: send(known.outputs, options),
        ...(known.inputs === undefined ? {} : { inputs: send(known.inputs, options) }),
        ...(timeout === undefined ? {} : { timeout }),
      });
      missing = answer === undefined;
      return answer ?? { id: "", properties: {} };
    });
    return missing ? undefined : found;
  }

  async invoke(token: string, args: PropertyMap): Promise<InvokeResponse> {
    const capabilities = await this.#configured();
    if (capabilities === "unknown") return { properties: {}, failures: [] };
    const answer = await this.#provider.invoke({
      token,
      args: send(args, { accepts: acceptance(capabilities), dropUnknowns: true }),
      preview: this.#preview,
    });
    const properties = normalize(answer.properties);
    if (capabilities.acceptSecrets || !containsSecret(args)) return { ...answer, properties };
    return {
      ...answer,
      properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, secret(value)])),
    };
  }

  /** @returns "unknown" when the provider is, and can't be asked. */
  async construct(request: ConstructRequest): Promise<ConstructResponse | "unknown"> {
    const capabilities = await this.#configured();
    if (capabilities === "unknown") return "unknown";
    if (!capabilities.acceptSecrets)
      throw new Error("plugins that can construct components must support secrets");
    return await this.#provider.construct({
      ...request,
      inputs: send(request.inputs, { accepts: acceptance(capabilities) }),
    });
  }

  async call(request: CallRequest): Promise<CallResponse> {
    const capabilities = await this.#configured();
    if (capabilities === "unknown") return { properties: {}, dependencies: {}, failures: [] };
    if (this.#provider.call === undefined)
      throw new Error(`The provider has no method ${request.token}: it implements no calls.`);
    const accepts = { secrets: true, resources: true, outputs: capabilities.acceptOutputs };
    return await this.#provider.call({ ...request, args: send(request.args, { accepts }) });
  }

  async cancel(): Promise<void> {
    await this.#provider.cancel?.();
  }

  close(): void {
    this.#provider.close?.();
  }

  /** What it is capable of. @throws {Error} what `configure` failed with. */
  async #configured(): Promise<Capabilities | "unknown"> {
    if (this.#configuration === undefined) throw new Error("The provider has not been configured.");
    return await this.#configuration;
  }

  async #made(
    capabilities: Capabilities,
    givenInputs: PropertyMap,
    givenOutputs: PropertyMap,
    answer: () => Promise<{ id: string; properties: PropertyMap; inputs?: PropertyMap }>,
  ): Promise<Found> {
    const found = (made: {
      id: string;
      properties: PropertyMap;
      inputs?: PropertyMap | undefined;
    }): Found => ({
      id: made.id,
      outputs: restoreAssets(givenInputs, this.#marked(capabilities, made.properties, givenOutputs)),
      inputs:
        made.inputs === undefined
          ? undefined
          : restoreAssets(givenInputs, this.#marked(capabilities, made.inputs, givenInputs)),
    });
    try {
      return found(await answer());
    } catch (error) {
      if (error instanceof InitializationError) throw new NotReady(error.reasons, found(error));
      throw error;
    }
  }

  #marked(capabilities: Capabilities, answered: PropertyMap, given: PropertyMap): PropertyMap {
    const properties = normalize(answered);
    return capabilities.acceptSecrets ? properties : markSecrets(properties, given);
  }
}

function acceptance(capabilities: Capabilities): Acceptance {
  return {
    secrets: capabilities.acceptSecrets,
    resources: capabilities.acceptResources,
    outputs: capabilities.acceptOutputs,
  };
}

/** The engine's own comparison of inputs. */
function compared(comparison: Comparison, diff: DiffResponse): DiffResponse {
  const news = keepOldValues(comparison.inputs, comparison.oldInputs, comparison.ignoreChanges);
  const changes = changedKeys(comparison.oldInputs, news);
  if (changes.size === 0) return { ...diff, changes: "none" };
  return {
    ...diff,
    changes: "some",
    diffs: [...changes.keys()],
    detailedDiff: Object.fromEntries(changes),
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function identity(urn: string): { urn: string; type: string; name: string } {
  return { urn, type: typeOf(urn), name: nameOf(urn) };
}
